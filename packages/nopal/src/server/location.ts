/**
 * The `Location` of a redirect: what a header can hold, for whatever an app names.
 *
 * @param url a path or a whole URL; relative ones go by the request's
 */
export function locationOf(url: string, request: Request): string {
  const target = new URL(url, request.url);
  const isHere = target.origin === new URL(request.url).origin;
  // Behind a proxy this process does not know its own scheme, so it names its host only when the app does.
  return isHere ? target.pathname + target.search + target.hash : target.href;
}
