import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { NopalError } from '../protocol/error.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const MIN_SECRET = 16;

/** Seals small values into tokens that nobody without the secret can read, make or change (AES-256-GCM). */
export class Sealer {
  readonly #key: Buffer;

  /**
   * @param secret at least 16 characters, the same on every node; without one, tokens end with this process
   * @throws NopalError `secret` for a shorter one
   */
  constructor(secret: string | undefined) {
    if (secret !== undefined && secret.length < MIN_SECRET) {
      throw new NopalError(
        'secret',
        `The secret has ${secret.length} characters; ${MIN_SECRET} are the least.`,
        'Set one by: openssl rand -base64 32.',
      );
    }
    this.#key = secret === undefined ? randomBytes(32) : createHash('sha256').update(`nopal:${secret}`).digest();
  }

  /** Seals a value of data. Dates and bigints, which JSON would lose, come out as they went in. */
  seal(value: unknown): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const sealed = Buffer.concat([iv, cipher.update(serialize(value)), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** Opens a token; `undefined` when it was not sealed with this secret. */
  open(token: string): unknown {
    const sealed = Buffer.from(token, 'base64url');
    if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const opened = Buffer.concat([
        decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)),
        decipher.final(),
      ]);
      return deserialize(opened);
    } catch {
      // Whatever is wrong with a token, the answer is the same: it is none of ours.
      return undefined;
    }
  }
}
