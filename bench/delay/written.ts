import { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { now } from './clock.ts';

/** When the last frame was handed to the kernel; see {@link noteWrites}. */
export const written = { at: 0 };

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Notes the time at which a frame was written: nopal writes to the socket itself, the other server by `ws`, which is
 * through when its own method returns.
 */
export function noteWrites(): void {
  note(Socket.prototype, 'write');
  note(WebSocket.prototype, 'send');
}

function note(prototype: object, name: string): void {
  const method = Reflect.get(prototype, name) as Method;
  const noted: Method = function noted(...args) {
    const result = method.apply(this, args);
    written.at = now();
    return result;
  };
  Reflect.set(prototype, name, noted);
}
