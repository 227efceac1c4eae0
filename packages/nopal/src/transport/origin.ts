import type { IncomingMessage } from 'node:http';

/** Who may connect from a browser. */
export interface OriginPolicy {
  /** Origins allowed besides the page's own host, such as `https://app.example.com`. */
  readonly origins: readonly string[];
  /** Whether clients that send no Origin, which browsers always do, are refused. */
  readonly requireOrigin: boolean;
}

/**
 * Whether a connection may be opened: a page of another site must not act as the visitor it was opened by.
 *
 * The page's own host is the request's Host; behind a proxy that rewrites it, list the public origin.
 */
export function isOriginAllowed(request: Pick<IncomingMessage, 'headers'>, policy: OriginPolicy): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return !policy.requireOrigin;
  if (policy.origins.includes(origin)) return true;
  try {
    return host !== undefined && new URL(origin).host === host.toLowerCase();
  } catch {
    // "null" (a sandboxed frame, a file) and nonsense are nobody's own host.
    return false;
  }
}
