import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The signature of a webhook's body, as GitHub sends it in `X-Hub-Signature-256`.
 *
 * @param body the bytes as they came; JSON that was parsed and written again is other bytes.
 * @returns `sha256=` and 64 hexadecimal digits.
 */
export function sign(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * Whether a body was signed by somebody who knows the secret. Takes as long for a nearly right signature as for a
 * wrong one, so that nobody finds it digit by digit.
 */
export function isSigned(secret: string, body: Uint8Array, signature: string | undefined): boolean {
  const expected = Buffer.from(sign(secret, body));
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
