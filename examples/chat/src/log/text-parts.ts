import { namePattern } from '../rooms/message.ts';

/** A part of a text, and what it is to be shown as. */
export interface TextPart {
  readonly kind: 'text' | 'mention' | 'link';
  readonly text: string;
}

const special = new RegExp(
  String.raw`(?<link>\bhttps?://[^\s<>"]*[^\s<>"'.,:;!?)\]])|(?<![@\p{L}\p{N}\p{M}_\-])(?<mention>@${namePattern})`,
  'gu',
);

/** Divides a text into addresses of the web, mentions, and what is between them. Nothing of it is left out. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(special)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: match.groups?.['link'] === undefined ? 'mention' : 'link', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}
