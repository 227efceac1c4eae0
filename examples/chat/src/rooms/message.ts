import { z } from 'zod';

/** Longest text of a message, in characters as JavaScript counts them. */
export const maxText = 2000;

/** How many people one message can mention; more are not told. */
export const maxMentions = 20;

/** What somebody may write: something, but no novel. White space around it does not count. */
export const textSchema = z
  .string()
  .trim()
  .min(1, 'Write something first.')
  .max(maxText, `This is too long: ${maxText} characters are the most.`);

/** A message of a room, as it is stored. */
export const messageSchema = z.object({
  from: z.string().min(1).max(40),
  text: textSchema,
  /** The names that the text mentions, as they are written there. */
  mentions: z.array(z.string()).max(maxMentions),
});

export type ChatMessage = z.infer<typeof messageSchema>;

const letter = String.raw`\p{L}\p{N}`;
const inner = String.raw`${letter}\p{M}_\-`;

/** What a name looks like: 1 to 24 letters and digits, `-` and `_` inside. So `@name` has an end wherever it is written. */
export const namePattern = String.raw`[${letter}](?:[${inner}]{0,22}[${letter}\p{M}])?`;

const mention = new RegExp(`(?<![@${inner}])@(${namePattern})(?![${inner}]*[${letter}\\p{M}])`, 'gu');

/** A message of somebody, with whom it mentions. */
export function chatMessage(from: string, text: string): ChatMessage {
  return { from, text, mentions: mentionsIn(text) };
}

/**
 * The names that a text mentions, each once, as they are written: of `hi @Ann, @bob!` they are `Ann` and `bob`. Whether
 * anybody is called that is another question.
 */
export function mentionsIn(text: string): string[] {
  const names = Array.from(text.matchAll(mention), ([, name = '']) => name);
  return [...new Set(names)].slice(0, maxMentions);
}
