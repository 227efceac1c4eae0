import type { From } from '../../push/sink.ts';

/** A place to begin at that is not simply now. */
export type Beginning = Exclude<From, 'now'>;

/** What a client asks for by the query of the address. */
export interface PlainQuery {
  readonly format: 'text' | 'json';
  /** Where it wants to begin, if it says so. */
  readonly from: Beginning | undefined;
}

const NAMES = ['format', 'epoch', 'offset', 'last'] as const;
const MAX_EPOCH = 100;

/**
 * Reads the query of an address: `?format=json`, `?epoch=…&offset=…` or `?last=20`. Other names are left to the app.
 *
 * @returns what it asks for; or a text that says what is wrong with it, and what to do
 */
export function readQuery(url: string): PlainQuery | string {
  const parameters = parametersOf(url);
  const repeated = NAMES.find((name) => parameters.getAll(name).length > 1);
  if (repeated !== undefined) return `There is more than one ${repeated}. Give it once.`;
  const format = parameters.get('format') ?? 'text';
  if (format !== 'text' && format !== 'json') return 'This is no format. Give format=json, or format=text.';
  const from = readFrom(parameters);
  return typeof from === 'string' ? from : { format, from };
}

/** The query of an address. */
export function parametersOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at === -1 ? '' : url.slice(at + 1));
}

/**
 * Reads `last`.
 *
 * @returns `undefined` when there is none; or a text that says what to do
 */
export function readLast(parameters: URLSearchParams): { readonly last: number } | string | undefined {
  const text = parameters.get('last');
  if (text === null) return undefined;
  const last = wholeNumber(text);
  return last === undefined
    ? 'last is no number of messages. Give a whole number from 0 on, such as last=20.'
    : { last };
}

/** A number written in digits alone; `undefined` for anything else. */
export function wholeNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

function readFrom(parameters: URLSearchParams): Beginning | undefined | string {
  const epoch = parameters.get('epoch');
  const offset = parameters.get('offset');
  const last = readLast(parameters);
  if (epoch === null && offset === null) return last;
  if (last !== undefined) return 'Give either last, or epoch and offset: where to begin can be said in one way only.';
  if (epoch === null || offset === null) {
    return 'epoch and offset belong together. Give both, as they were in the last frame: epoch=…&offset=….';
  }
  if (epoch === '' || epoch.length > MAX_EPOCH) return 'This is no epoch. Give it as it was in the last frame.';
  const number = wholeNumber(offset);
  if (number === undefined) return 'offset is no place in a topic. Give a whole number from 0 on.';
  return { epoch, offset: number };
}
