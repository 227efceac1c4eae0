import { AsyncLocalStorage } from 'node:async_hooks';
import type { PageSource } from '../live/page.ts';

/** A request that is being answered. */
export interface CurrentRequest {
  readonly request: Request;
  /** Whether nobody but the page can want what is posted: its own route, not one of the app's. */
  readonly isPageRoute?: boolean;
  /** Set when somebody moves to another page in place: takes the page instead of its HTML. */
  readonly takePage?: (source: PageSource) => void;
}

const requests = new AsyncLocalStorage<CurrentRequest>();

/** Answers a request; whatever runs for it finds it by {@link currentRequest}. */
export function answering<T>(current: CurrentRequest, answer: () => T): T {
  return requests.run(current, answer);
}

/** The request that is being answered: `app.renderPage` is not told. */
export function currentRequest(): CurrentRequest | undefined {
  return requests.getStore();
}
