import { NopalError } from './error.ts';
import type { Limits } from './limits.ts';

/** How a viewer comes back: its id, its secret, and how many frames it applied. */
export interface Resume {
  readonly id: string;
  readonly secret: string;
  readonly frames: number;
  /**
   * Counts the browser's hellos: that of an older connection, which came late, must not take the viewer back. A client
   * that never has two connections need not count.
   */
  readonly connection: number | undefined;
}

/** The first message of a connection. */
export interface HelloMessage {
  readonly type: 'hello';
  readonly version: number;
  /** The page's claim token. */
  readonly token: string;
  /** Checksum of the tree that the browser recorded. */
  readonly checksum: number;
  readonly resume: Resume | undefined;
  /** Least milliseconds between two frames; 0 for none. */
  readonly pace: number;
}

/** A DOM event on an element that listens to it. */
export interface EventMessage {
  readonly type: 'event';
  /** Counts the viewer's events from 1. */
  readonly number: number;
  /** How many frames were applied when it was raised: names the tree that `path` leads through. */
  readonly frames: number;
  readonly path: readonly number[];
  readonly event: string;
  /** What the event carried: plain data, already checked for size. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The user wants another page: a link was followed, or the browser's history. */
export interface GoMessage {
  readonly type: 'go';
  /** Counts with the viewer's events. */
  readonly number: number;
  /** How many frames were applied. */
  readonly frames: number;
  /** Path and query. */
  readonly url: string;
}

/** The user may want this page soon: it may be prepared. */
export interface PrefetchMessage {
  readonly type: 'prefetch';
  /** Path and query. */
  readonly url: string;
}

/** Frames were applied. */
export interface AckMessage {
  readonly type: 'ack';
  readonly frames: number;
}

/** How often the browser wants to be told of changes from now on: seldom while it is hidden. */
export interface PaceMessage {
  readonly type: 'pace';
  /** Least milliseconds between two frames; 0 for none. */
  readonly pace: number;
}

/** What a browser may say. */
export type ClientMessage = HelloMessage | EventMessage | GoMessage | PrefetchMessage | AckMessage | PaceMessage;

/**
 * Decodes and checks a message of a browser. Nothing in it is trusted.
 *
 * @throws NopalError `bad-message`, saying what is wrong with it
 */
export function decodeMessage(text: string, limits: Limits): ClientMessage {
  const [type, ...rest] = parseArray(text);
  switch (type) {
    case 'hello':
      return decodeHello(rest, limits);
    case 'event':
      return decodeEvent(rest, limits);
    case 'go':
      return decodeGo(rest, limits);
    case 'prefetch':
      return { type, url: decodeUrl(rest[0], limits) };
    case 'ack':
      return { type, frames: count(rest[0], 'frames') };
    case 'pace':
      return { type, pace: decodePace(rest[0], limits) };
    default:
      // Only a text is quoted: anything else may be nested deeper than writing it out could follow.
      throw bad(typeof type === 'string' ? `has the unknown type ${JSON.stringify(type.slice(0, 40))}` : 'has no type');
  }
}

function decodeHello([version, token, checksum, resume, pace]: readonly unknown[], limits: Limits): HelloMessage {
  return {
    type: 'hello',
    version: count(version, 'version'),
    token: string(token, 'token'),
    checksum: integer(checksum, 'checksum'),
    resume: resume === undefined || resume === null ? undefined : decodeResume(resume),
    pace: decodePace(pace ?? 0, limits),
  };
}

function decodePace(value: unknown, limits: Limits): number {
  return Math.min(count(value, 'pace'), limits.maxPaceMs);
}

function decodeResume(value: unknown): Resume {
  if (!Array.isArray(value)) throw bad('has a resume that is not an array');
  const [id, secret, frames, connection] = value as readonly unknown[];
  return {
    id: string(id, 'id'),
    secret: string(secret, 'secret'),
    frames: count(frames, 'frames'),
    connection: connection === undefined ? undefined : count(connection, 'connection'),
  };
}

function decodeEvent([number, frames, path, event, detail]: readonly unknown[], limits: Limits): EventMessage {
  if (!Array.isArray(path) || path.length === 0 || path.length > limits.maxPathLength) throw bad('has no usable path');
  const name = string(event, 'event');
  if (!/^[\w:.-]{1,64}$/.test(name)) throw bad('has an impossible event name');
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
    throw bad('has a detail that is not an object');
  return {
    type: 'event',
    number: count(number, 'number'),
    frames: count(frames, 'frames'),
    path: path.map((index: unknown) => count(index, 'path')),
    event: name,
    detail: detail as Readonly<Record<string, unknown>>,
  };
}

function decodeGo([number, frames, url]: readonly unknown[], limits: Limits): GoMessage {
  return {
    type: 'go',
    number: count(number, 'number'),
    frames: count(frames, 'frames'),
    url: decodeUrl(url, limits),
  };
}

/** A path on this very host: `//example.com` would be another one. */
function decodeUrl(value: unknown, limits: Limits): string {
  const url = string(value, 'url');
  if (url.length > limits.maxUrlLength || !/^\/(?![/\\])[^\s#]*$/.test(url)) throw bad('has no usable url');
  return url;
}

function parseArray(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw bad('is not JSON', error);
  }
  if (!Array.isArray(value)) throw bad('is not an array');
  return value as readonly unknown[];
}

function count(value: unknown, name: string): number {
  const number = integer(value, name);
  if (number < 0) throw bad(`has a negative ${name}`);
  return number;
}

function integer(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value)) throw bad(`has no whole number as its ${name}`);
  return value as number;
}

function string(value: unknown, name: string): string {
  if (typeof value !== 'string') throw bad(`has no text as its ${name}`);
  return value;
}

function bad(what: string, cause?: unknown): NopalError {
  return new NopalError(
    'bad-message',
    `A message of the browser ${what}.`,
    "Use nopal's own script, of this version.",
    { cause },
  );
}
