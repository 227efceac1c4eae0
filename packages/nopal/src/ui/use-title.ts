import { currentFrame } from './frame.ts';

/**
 * Sets the title of the document as long as this component is on the page, instead of the page's own. Of several the
 * innermost counts, and of those the last on the page.
 *
 * @example
 * ```tsx
 * const [unread] = useState(0);
 * useTitle(unread === 0 ? 'Inbox' : `(${unread}) Inbox`);
 * ```
 */
export function useTitle(title: string): void {
  currentFrame('useTitle').title = title;
}
