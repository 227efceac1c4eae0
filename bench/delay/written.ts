import { WebSocket } from 'ws';
import { now } from './clock.ts';

/** When the last frame was handed to the kernel; see {@link noteWrites}. */
export const written = { at: 0 };

type Send = (this: WebSocket, ...message: unknown[]) => void;

/** Notes the time at which `ws` has written a frame; servers of both kinds send through it. */
export function noteWrites(): void {
  const send = Reflect.get(WebSocket.prototype, 'send') as Send;
  const noted: Send = function noted(...message) {
    send.apply(this, message);
    written.at = now();
  };
  Reflect.set(WebSocket.prototype, 'send', noted);
}
