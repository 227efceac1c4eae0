import { Lifetime } from './lifetime.ts';

/** What a stream reads from. */
export interface StreamSource {
  /** The reader wants one more. Said again while none came, it changes nothing. */
  pull(): void;
  /** Nothing more is wanted. */
  stop(): void;
}

/** Until there is one. */
const NO_SOURCE: StreamSource = { pull: () => undefined, stop: () => undefined };

/** Where a source puts what it has. */
export interface StreamOutput<T> {
  /** Gives one; only after `pull`. */
  readonly give: (value: T) => void;
  /** Ends the stream by an error. */
  readonly fail: (error: Error) => void;
}

/**
 * A stream that asks its source for one thing at a time, when its reader wants it. It ends when it is cancelled, and with
 * the session whose call is being served.
 */
export function pulledStream<T>(open: (output: StreamOutput<T>) => StreamSource): ReadableStream<T> {
  // It may fail while it is opened, and then there is nothing to stop.
  let source = NO_SOURCE;
  let isCancelled = false;
  let output: ReadableStreamDefaultController<T> | undefined;
  const lifetime = new Lifetime((error) => {
    source.stop();
    if (isCancelled) return;
    if (error === undefined) output?.close();
    else output?.error(error);
  });
  // The class itself: of others capnweb says that they cannot be sent.
  const stream = new ReadableStream<T>(
    {
      start: (controller) => {
        output = controller;
      },
      pull: () => source.pull(),
      cancel: () => {
        isCancelled = true;
        lifetime.end();
      },
    },
    // Nothing is taken from the source before somebody reads.
    { highWaterMark: 0 },
  );
  source = open({ give: (value) => output?.enqueue(value), fail: (error) => lifetime.end(error) });
  lifetime.followSession();
  return stream;
}
