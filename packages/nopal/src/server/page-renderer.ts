import { titleOf } from '../live/head-lane.ts';
import type { EventRunner } from '../live/event-runner.ts';
import type { Live, PageRequest } from '../live/live.ts';
import type { PageSource } from '../live/page.ts';
import type { Viewer } from '../live/viewer.ts';
import { NopalError } from '../protocol/error.ts';
import { isOriginAllowed, type OriginPolicy } from '../transport/origin.ts';
import { FORM_FIELD } from '../protocol/form-field.ts';
import { documentName, PageDocument, type DocumentHost, type FrameOptions } from './document.ts';
import { isForm, readForm } from './form-body.ts';
import { PAGE_HEADER } from './inner-requests.ts';
import { locationOf } from './location.ts';
import type { CurrentRequest } from './requests.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  // The page holds a token for one browser: it must come from here each time, the back button included.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** How many documents are kept that differ in their options, such as the style sheets. */
const MAX_DOCUMENTS = 100;

/** A page, ready to be shown. */
export interface ReadyPage {
  readonly source: PageSource;
  readonly document: PageDocument;
  /** The HTTP status. */
  readonly status: number;
}

/** What a renderer is made with. */
export interface PageRendererParts {
  readonly live: Live;
  readonly events: EventRunner;
  readonly host: DocumentHost;
  readonly origins: OriginPolicy;
}

/** Turns pages into responses. */
export class PageRenderer {
  readonly #parts: PageRendererParts;
  /** By their name, oldest first. */
  readonly #documents = new Map<string, PageDocument>();

  constructor(parts: PageRendererParts) {
    this.#parts = parts;
  }

  /**
   * Makes a page ready to be shown, again and again if it is the same each time.
   *
   * @throws NopalError `not-data`, `component-name`, `page-not-registered`, `frame-rate`, `document-option`
   */
  ready(request: Omit<PageRequest, 'document'>, frame: FrameOptions, status: number): ReadyPage {
    const document = this.document(frame);
    return { source: this.#parts.live.sourceOf({ ...request, document: document.name }), document, status };
  }

  /** The document of these options: the same one for equal options. */
  document(frame: FrameOptions): PageDocument {
    const name = documentName(frame);
    let document = this.#documents.get(name);
    if (document !== undefined) return document;
    document = new PageDocument(frame, this.#parts.host);
    this.#documents.set(name, document);
    if (this.#documents.size > MAX_DOCUMENTS) {
      const [oldest] = this.#documents.keys();
      this.#documents.delete(oldest as string);
    }
    return document;
  }

  /**
   * Answers a request with a page: with its HTML; or, where somebody moves to it in place, with the page itself. Of a
   * form that was posted without the script, the handler runs first.
   *
   * @throws whatever the page's components throw
   */
  respond(page: ReadyPage, current: CurrentRequest | undefined): Response | Promise<Response> {
    if (current?.takePage !== undefined) return this.#handOver(page, current.takePage);
    if (current?.request.method === 'POST' && isForm(current.request) && page.status < 400) {
      if (!current.request.bodyUsed) return this.#submit(page, current.request);
      if (current.isPageRoute === true) throw formWasRead(current.request);
    }
    return this.#html(page, this.#parts.live.open(page.source));
  }

  #html({ document, status }: ReadyPage, viewer: Viewer): Response {
    const { shared, own } = this.#parts.live.tokenOf(viewer);
    const head = { title: titleOf(viewer), meta: viewer.source.head.meta };
    return new Response(document.write(viewer.root.nodes, head, shared, own), { status, headers: HEADERS });
  }

  /** A page that cannot be mounted is not entered: what it throws is answered as it would be to a browser. */
  #handOver({ source, status }: ReadyPage, take: (source: PageSource) => void): Response {
    const { live } = this.#parts;
    // Nobody will claim this one, so that it must not take the place of one that somebody will.
    const viewer = live.mount(source);
    // What could not be loaded again is not entered either.
    live.tokenOf(viewer);
    live.viewers.release(viewer);
    take(source);
    return new Response(null, { status, headers: { [PAGE_HEADER]: '1' } });
  }

  async #submit(page: ReadyPage, request: Request): Promise<Response> {
    const { live, events, origins } = this.#parts;
    // A page of another site must not act as the visitor whose cookies come with its request.
    const { headers } = request;
    // Under some referrer policies the Origin of a page's own forms is "null"; this header no script can set.
    const isOwn = headers.get('sec-fetch-site') === 'same-origin';
    if (!isOwn && !isOriginAllowed({ headers: Object.fromEntries(headers) }, origins)) {
      return refuse(403, 'origin-refused', 'This form was sent from a page of another site.', 'Open the page here.');
    }
    const data = await readForm(request, live.limits.maxFormBytes);
    if (data === 'too-large') {
      const most = `${live.limits.maxFormBytes} bytes (limits.maxFormBytes)`;
      return refuse(
        413,
        'message-too-large',
        `The form is larger than ${most}.`,
        'Go back and shorten what was entered.',
      );
    }
    if (data === 'malformed') {
      return refuse(400, 'bad-message', 'The form that was sent cannot be read.', 'Go back, and send it once more.');
    }
    const name = data[FORM_FIELD];
    if (typeof name !== 'string') return this.#html(page, live.open(page.source));
    const viewer = live.open(page.source);
    let shown = false;
    try {
      const to = await events.submit(viewer, name, data);
      if (to === false) return formNotFound();
      if (to !== undefined)
        return new Response(null, { status: 303, headers: { location: locationOf(to.url, request) } });
      // Its handler may have published to what it shows.
      live.feeds.refresh(viewer);
      live.flusher.settleNow(viewer);
      shown = true;
      return this.#html(page, viewer);
    } finally {
      if (!shown) live.viewers.release(viewer);
    }
  }
}

function formWasRead({ url }: Request): NopalError {
  return new NopalError(
    'form-not-found',
    `A form was posted to ${new URL(url).pathname}, but a middleware had read the body, so that its handler was not run.`,
    'Leave the body of pages to nopal; what limits its size is limits.maxFormBytes.',
  );
}

function formNotFound(): Response {
  return refuse(
    409,
    'form-not-found',
    'The form that was sent is not on this page any more, or there are several like it.',
    'Go back, load the page again, and send it once more. (For its author: give the form an id.)',
  );
}

function refuse(status: number, code: NopalError['code'], message: string, fix: string): Response {
  return new Response(`${new NopalError(code, message, fix).message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
