import { partsOf } from './text-parts.ts';

/** A text with its mentions and addresses. */
export function MessageText({ text }: { text: string }) {
  return partsOf(text).map(({ kind, text: part }, index) => {
    switch (kind) {
      case 'text':
        return part;
      case 'mention':
        return (
          <b key={index} className="mention">
            {part}
          </b>
        );
      case 'link':
        return (
          <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">
            {part}
          </a>
        );
    }
  });
}
