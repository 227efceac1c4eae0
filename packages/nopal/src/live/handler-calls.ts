import { NopalError } from '../protocol/error.ts';
import { readEventDetail } from '../protocol/event-detail.ts';
import { matchesKey } from '../protocol/event-options.ts';
import type { EventOutcome } from '../protocol/frames.ts';
import type { EventMessage } from '../protocol/messages.ts';
import { noteForm } from '../ui/form-kinds.ts';
import { isOutcome, Redirect } from '../ui/outcome.ts';
import type { Handler } from '../ui/tree.ts';
import type { BoundRenderer } from './bound.ts';
import type { EventAnswer } from './event-queues.ts';
import type { Flusher } from './flusher.ts';
import { fieldsOf } from './form-fields.ts';
import { findForms } from './forms.ts';
import type { Instance } from './instance.ts';
import { findByPath, listeningTo, listsUnchanged, type Located } from './locate.ts';
import type { Log } from './log.ts';
import { newSecret } from './random.ts';
import type { Viewer } from './viewer.ts';

/** How the handlers of an event ended. */
export interface Ran {
  readonly answer: EventAnswer;
  /** Where they sent the visitor. */
  readonly redirect?: Redirect;
}

const STALE: Ran = { answer: ['not run', 'stale'] };

/** Finds the handlers of events, as they are now, and calls them. */
export class HandlerCalls {
  readonly #flusher: Flusher;
  readonly #log: Log;

  constructor(flusher: Flusher, log: Log) {
    this.#flusher = flusher;
    this.#log = log;
  }

  /**
   * Runs the handlers of an event. Never rejects.
   *
   * @param then the page that it was raised on
   * @param chain the elements on the way to the one that it was raised on, in that page
   */
  async run(viewer: Viewer, message: EventMessage, then: Instance, chain: readonly Located[]): Promise<Ran> {
    if (viewer.ended) return STALE;
    let ran: EventOutcome = 'not run';
    try {
      const handlers = this.#handlers(viewer, message, then, chain);
      if (handlers === 'stale') {
        this.#log.debug(
          { code: 'stale-event', viewer: viewer.id, event: message.event },
          'event refused: its element is gone or moved',
        );
        return STALE;
      }
      if (handlers.length === 0) return { answer: ['not run', 'unhandled'] };
      const event = Object.freeze({
        ...readEventDetail(message.detail),
        type: message.event,
        idempotencyKey: `${viewer.id}-${message.number}`,
      });
      const form = chain.findLast(({ element }) => element.tag === 'form');
      if (form !== undefined) noteForm(event, () => fieldsOf(viewer.root, form));
      ran = 'done';
      const redirect = await call(handlers, event);
      return { answer: ['done'], ...(redirect !== undefined && { redirect }) };
    } catch (error) {
      const problem = ran === 'done' ? handlerFailed(message.event, error) : notFound(message.event, error);
      this.#log.error({ code: problem.code, viewer: viewer.id, err: problem }, problem.message);
      return { answer: [ran, 'failed'] };
    }
  }

  /**
   * Runs the handlers of a form that was posted.
   *
   * @returns where they sent the visitor; false when no form, or more than one, is of that name
   * @throws whatever a handler throws
   */
  async submit(
    viewer: Viewer,
    name: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<Redirect | undefined | false> {
    const forms = findForms(viewer.root, name);
    const [form] = forms;
    if (form === undefined || forms.length > 1) return false;
    const { id = '', name: given = '' } = form.element.attributes;
    const detail = readEventDetail({ target: { tag: 'form', id, name: given }, data, submitter: null });
    const event = Object.freeze({ ...detail, type: 'submit', idempotencyKey: newSecret() });
    noteForm(event, () => fieldsOf(viewer.root, form));
    const handler = this.#boundHandler(viewer.bound(), form, 'submit');
    return handler === undefined ? false : call([handler], event);
  }

  /** The handlers for an event, from the element that it was raised on outwards, with this viewer's setters. */
  #handlers(
    viewer: Viewer,
    { event, detail }: EventMessage,
    then: Instance,
    chain: readonly Located[],
  ): readonly Handler[] | 'stale' {
    this.#flusher.settleNow(viewer);
    if (!listsUnchanged(chain, then, viewer.root)) return 'stale';
    const bound = viewer.bound();
    const handlers: Handler[] = [];
    // An event that does not bubble is for its own element alone.
    const told = detail['bubbles'] === false ? chain.slice(-1) : chain.toReversed();
    for (const located of told) {
      const options = listeningTo(located, event);
      if (options === undefined || (options.keys !== undefined && !matchesKey(options.keys, detail))) continue;
      const handler = this.#boundHandler(bound, located, event);
      if (handler !== undefined) handlers.push(handler);
      // What was clicked is gone. An ancestor that no longer listens only means that nobody is told there.
      else if (handlers.length === 0) return 'stale';
      if (options.stopPropagation === true) break;
    }
    return handlers;
  }

  #boundHandler(renderer: BoundRenderer, { place, element }: Located, event: string): Handler | undefined {
    const bound = this.#flusher.outside(() => renderer.at(place));
    const found = bound === undefined ? undefined : findByPath(bound.rendering.nodes, element.path);
    return found?.handlers?.get(event);
  }
}

/** Calls handlers one after another, until one sends the visitor elsewhere. */
async function call(handlers: readonly Handler[], event: object): Promise<Redirect | undefined> {
  for (const handler of handlers) {
    try {
      const returned: unknown = await handler(event as never);
      if (returned instanceof Redirect) return returned;
    } catch (error) {
      if (error instanceof Redirect) return error;
      // A handler has nothing to be found; for a whole page the guard or the props function says so.
      throw isOutcome(error) ? new Error('A handler threw notFound(), which only pages can.', { cause: error }) : error;
    }
  }
  return undefined;
}

function handlerFailed(event: string, cause: unknown): NopalError {
  const options = { cause };
  return new NopalError('handler-failed', `A handler of "${event}" threw.`, 'Catch what can fail in it.', options);
}

function notFound(event: string, cause: unknown): NopalError {
  return new NopalError(
    'render-failed',
    `No handler of "${event}" was run: the component that holds it threw while rendering for the event.`,
    'Fix the component; the cause is below.',
    { cause },
  );
}
