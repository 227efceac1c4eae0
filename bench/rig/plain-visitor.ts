import { RawSocket, type RawHandler } from './raw-socket.ts';
import { addressOf, type Visitor, type VisitorContext } from './visitor.ts';

/** A client of the server on bare `ws`: it only listens. */
export class BareVisitor implements Visitor, RawHandler {
  readonly owes = false;
  readonly #context: VisitorContext;
  readonly #number: number;
  #opening: { resolve(): void; reject(error: Error): void } | undefined;
  protected socket: RawSocket | undefined;

  constructor(context: VisitorContext, number: number) {
    this.#context = context;
    this.#number = number;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      const { port, path } = this.#context;
      this.socket = new RawSocket({ port, path, from: addressOf(this.#number) }, this);
    });
  }

  settle(): void {
    // There is nothing to acknowledge.
  }

  cut(): void {
    this.socket?.cut();
  }

  pause(): void {
    this.socket?.pause();
  }

  resume(): void {
    this.socket?.resume();
  }

  opened(): void {
    this.ready();
  }

  message(bytes: Buffer, start: number, end: number): void {
    this.#context.meter.update(this.#number, bytes, start, end);
  }

  closed(why: string): void {
    if (this.#opening === undefined) this.#context.meter.lost(this.#number, why);
    else this.#opening.reject(new Error(why));
  }

  /** Updates may come now. */
  protected ready(): void {
    this.#opening?.resolve();
    this.#opening = undefined;
  }
}

const DIGIT_0 = 0x30;
const DIGIT_2 = 0x32;
const DIGIT_4 = 0x34;

/** A client of Socket.IO: speaks its protocol (version 5, over version 4 of engine.io) over one WebSocket. */
export class SocketIoVisitor extends BareVisitor {
  override opened(): void {
    // The server speaks first.
  }

  override message(bytes: Buffer, start: number, end: number): void {
    const kind = bytes[start];
    if (kind === DIGIT_0) this.socket?.send('40');
    else if (kind === DIGIT_2) this.socket?.send('3');
    else if (kind === DIGIT_4 && bytes[start + 1] === DIGIT_0) this.ready();
    else super.message(bytes, start, end);
  }
}
