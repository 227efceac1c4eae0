import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isOriginAllowed, type OriginPolicy } from '../../transport/origin.ts';
import { parametersOf, readLast, wholeNumber, type Beginning } from './plain-query.ts';

/** The longest id of an event that one of ours could be. */
const MAX_ID = 200;
/** A position in no log: who comes with the id of an event that is none of ours is told that messages are missing. */
const UNKNOWN = { epoch: '?', offset: 0 } as const;

/**
 * Where a request for events wants to begin: by the header that a browser sends when it comes back, which wins over the
 * address that it came by at first; then by `?lastEventId=`, then by `?last=`.
 *
 * @returns `undefined` when it does not say; or a text that says what is wrong, and what to do
 */
export function readEventsFrom({ url = '', headers }: IncomingMessage): Beginning | undefined | string {
  const parameters = parametersOf(url);
  const repeated = ['last', 'lastEventId'].find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) return `There is more than one ${repeated}. Give it once.`;
  const last = readLast(parameters);
  if (typeof last === 'string') return last;
  const id = headers['last-event-id'] || parameters.get('lastEventId');
  return typeof id === 'string' && id !== '' ? positionOf(id) : last;
}

/** Whether a browser, or anything else, may ask. Browsers send no Origin with a GET to their own host. */
export function mayAsk(request: IncomingMessage, origins: OriginPolicy): boolean {
  const isOwnGet = request.method !== 'POST' && request.headers.origin === undefined;
  return isOwnGet || isOriginAllowed(request, origins);
}

/** What lets the page of an origin that may ask read the answer. */
export function corsHeaders({ headers: { origin } }: IncomingMessage): OutgoingHttpHeaders {
  if (origin === undefined) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
}

/** Whether a request takes events for an answer. */
export function takesEvents({ headers: { accept } }: IncomingMessage): boolean {
  if (accept === undefined) return true;
  return accept.split(',').some((range) => /^\s*(?:\*\/\*|text\/(?:\*|event-stream))\s*(?:;|$)/i.test(range));
}

/** Refuses a request, by a text that says what to do. */
export function refuse(
  response: ServerResponse,
  status: number,
  { code, detail }: { readonly code: string; readonly detail: string },
  headers: OutgoingHttpHeaders = {},
): void {
  answerJson(response, status, { status, code, detail }, { ...headers, 'content-type': 'application/problem+json' });
}

/** Answers with JSON. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: object,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.destroyed || response.headersSent) return;
  const text = `${JSON.stringify(value)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(text);
}

function positionOf(id: string): Beginning {
  const colon = id.lastIndexOf(':');
  const offset = wholeNumber(id.slice(colon + 1));
  return colon < 1 || id.length > MAX_ID || offset === undefined ? UNKNOWN : { epoch: id.slice(0, colon), offset };
}
