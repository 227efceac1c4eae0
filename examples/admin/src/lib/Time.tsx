/**
 * A moment in the server's time zone, readable by machines too. Never "today" or "a minute ago": what a component shows
 * must follow from its props, not from when it happens to be rendered.
 */
export function Time({ at }: { at: string }) {
  const date = new Date(at);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return (
    <time dateTime={at}>
      {day}, {date.toLocaleTimeString('en-GB')}
    </time>
  );
}
