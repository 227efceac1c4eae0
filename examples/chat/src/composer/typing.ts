import { createTopicGroup } from 'nopal';

/** For so long after the last key somebody counts as typing, in milliseconds. */
export const typingMs = 4000;

/**
 * Who is typing, by room: whoever is present there. A list of its own, since that of all who are in a room may be long,
 * and is not shown as a whole.
 */
export const typingIn = createTopicGroup<never>('typing:', { presenceGraceMs: 0 });

/** Says who is typing: `Ann and Bob are typing…`, nothing when nobody is. */
export function typingText(names: readonly string[], count = names.length): string {
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return `${first} is typing…`;
  if (count === 2) return `${first} and ${second} are typing…`;
  return 'Several people are typing…';
}
