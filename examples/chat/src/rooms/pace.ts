/** How often a page may send: this many messages … */
const most = 15;
/** … in so many milliseconds. */
const spanMs = 5000;

/** When somebody last sent, in milliseconds, the newest last. */
export type Sent = readonly number[];

/** @returns when somebody sent, with `now` added; `undefined` when that is too often */
export function sendAgain(sent: Sent, now = Date.now()): Sent | undefined {
  const recent = sent.filter((at) => now - at < spanMs);
  return recent.length < most ? [...recent, now] : undefined;
}
