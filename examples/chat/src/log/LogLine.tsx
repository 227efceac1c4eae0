import { Avatar } from '../people/Avatar.tsx';
import { minuteOf } from './clock.ts';
import type { Line, MessageLine } from './lines.ts';
import { MessageText } from './MessageText.tsx';

export function LogLine({ line }: { line: Line }) {
  if (line.kind === 'message') return <Message line={line} />;
  return (
    <li className={`note note-${line.kind}`}>
      <span>{line.text}</span>
    </li>
  );
}

function Message({ line: { at, from, text, goesOn, isMine, mentionsMe } }: { line: MessageLine }) {
  const marks = ['message', goesOn && 'goes-on', isMine && 'mine', mentionsMe && 'mentions-me'];
  return (
    <li className={marks.filter(Boolean).join(' ')}>
      <Avatar name={from} />
      <p className="byline">
        <b className="author">{from}</b> <time dateTime={new Date(at).toISOString()}>{minuteOf(at)}</time>
      </p>
      <p className="text">
        <MessageText text={text} />
      </p>
    </li>
  );
}
