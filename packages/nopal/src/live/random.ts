import { randomFillSync } from 'node:crypto';
import { VIEWER_ID_LENGTH } from './component-id.ts';

/** Random bytes got at once: asking the kernel costs more than all else that a page load does. */
const POOL_BYTES = 8192;
const SECRET_BYTES = 16;
const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/** Where so many bytes begin in the pool that nobody was given before. */
function take(bytes: number): number {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return used - bytes;
}

/** A new viewer's id: random, and short enough to read in a component id. */
export function newViewerId(): string {
  let id = '';
  while (id.length < VIEWER_ID_LENGTH) {
    const byte = pool[take(1)] as number;
    // Bytes beyond the largest multiple of 36 would make some characters likelier than others.
    if (byte < 252) id += (byte % 36).toString(36);
  }
  return id;
}

/** A secret that nobody can guess: 128 bits, as base64url. */
export function newSecret(): string {
  const at = take(SECRET_BYTES);
  return pool.toString('base64url', at, at + SECRET_BYTES);
}
