import { NopalError } from '../protocol/error.ts';
import { currentFrame } from './frame.ts';
import type { NavigateOptions } from './outcome.ts';

/** Sends the visitor to another page. */
export type Navigate = (url: string, options?: NavigateOptions) => void;

/**
 * A function that sends this visitor to another page, for event handlers, effects and timers. Where a handler is over
 * with that, returning `redirect(url)` says the same.
 *
 * @returns takes a path or an http(s) URL; throws NopalError `url-scheme` for one that would run code
 * @example
 * ```tsx
 * const navigate = useNavigate();
 * return <button onClick={async () => navigate(`/jobs/${await start()}`)}>Start</button>;
 * ```
 */
export function useNavigate(): Navigate {
  return currentFrame('useNavigate').binding?.navigate ?? navigateWhileShared;
}

function navigateWhileShared(): never {
  throw new NopalError(
    'navigate-outside-viewer',
    'A visitor was sent to another page while rendering, or by a function that was kept from a render.',
    'Navigate in event handlers and effects; before a page is entered, its guard can return redirect(url).',
  );
}
