import type { Context } from 'hono';
import { cors } from 'hono/cors';
import type { ErrorCode } from '../../protocol/error.ts';

const STATUSES: Partial<Record<ErrorCode, number>> = {
  'origin-refused': 403,
  'rpc-bad-message': 400,
  'rpc-closed': 503,
  'rpc-too-fast': 429,
  'rpc-too-large': 413,
  'rpc-too-many-calls': 429,
  'rpc-too-many-exports': 429,
  'rpc-too-many-imports': 429,
  'rpc-too-slow': 503,
};
/** An answer depends on who asks. */
export const VARY = { vary: 'Origin' };
const allow = cors({
  // Origins that are not allowed do not come so far.
  origin: (origin) => (origin === '' ? null : origin),
  credentials: true,
  allowMethods: ['POST'],
  maxAge: 600,
});

/** Answers a browser that asks whether a page of another origin may call. */
export async function preflight(c: Context): Promise<Response> {
  const answer = await allow(c, () => Promise.resolve());
  return answer ?? c.body(null, 204);
}

/**
 * What lets the page of an origin that may call read an answer. It is part of the answer from its beginning: a header
 * that is added later makes a stream of what was a text, which takes many times as long.
 */
export function readableBy(c: Context): Readonly<Record<string, string>> {
  const origin = c.req.header('origin');
  if (origin === undefined) return VARY;
  return { ...VARY, 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
}

/** An answer that the app made, for the page of an origin that may call to read. */
export function readable(answer: Response, c: Context): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(readableBy(c))) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}

/** The answer by which a caller is refused: `application/problem+json`, with a code and what to do. */
export function refusal(
  { code, message }: { readonly code: ErrorCode; readonly message: string },
  headers: Readonly<Record<string, string>>,
): Response {
  return problem(STATUSES[code] ?? 500, { code, detail: message }, headers);
}

/** An answer of `application/problem+json`. */
export function problem(
  status: number,
  { code, detail }: { readonly code: string; readonly detail: string },
  headers: Readonly<Record<string, string>>,
): Response {
  return new Response(`${JSON.stringify({ status, code, detail })}\n`, {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}
