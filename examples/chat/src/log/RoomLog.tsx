import { useTopic } from 'nopal';
import { roomMessages, type Room } from '../rooms/rooms.ts';
import { linesOf, type Change, type Welcome } from './lines.ts';
import { LogLine } from './LogLine.tsx';

interface Props {
  room: Room;
  /** The reader's name. */
  me: string;
  changes: readonly Change[];
  welcome: Welcome | null;
  /** What comes after this message is marked as new. */
  newAfter: number | null;
  /** How many new messages are out of view. */
  below: number;
  /** Whether the newest messages are in view. */
  onScroll: (isAtNewest: boolean) => void;
}

/**
 * What was said in a room, the newest in view. Only the style sheet knows how far it is scrolled: it starts an animation
 * at either edge, and that a browser tells like any other event. Where it cannot, the buttons remain.
 */
export function RoomLog({ room, me, changes, welcome, newAfter, below, onScroll }: Props) {
  const log = useTopic(roomMessages(room.id), { last: 50 });
  // What is being read stays where it is while new messages come.
  const scrolled = (isAtNewest: boolean) => {
    log.hold(!isAtNewest);
    onScroll(isAtNewest);
  };
  const lines = linesOf({ messages: log.messages, hasOlder: log.hasOlder, changes, welcome, newAfter, me });
  return (
    <div className="log-area">
      <div className="log" role="log" aria-label={room.name} aria-live="polite" tabIndex={0}>
        <div className="lines">
          <div className="edge edge-oldest">
            {/* Once older messages were loaded it is another one, which can be reached again. */}
            <i key={log.messages.length} className="at-oldest" onAnimationStart={() => log.older()} />
          </div>
          {log.hasOlder ? (
            <p className="older">
              <button type="button" className="quiet" onClick={() => log.older()}>
                {log.isLoading ? 'Loading…' : 'Older messages'}
              </button>
            </p>
          ) : (
            log.messages.length > 0 && <p className="beginning">This is where {room.name} begins.</p>
          )}
          {log.hasFailed && (
            <p className="problem" role="alert">
              The messages cannot be loaded right now.
            </p>
          )}
          {log.messages.length === 0 && !log.isLoading && (
            <p className="empty">Nobody has said anything here yet. Say hello!</p>
          )}
          <ol>
            {lines.map((line) => (
              <LogLine key={line.key} line={line} />
            ))}
          </ol>
          <span id="newest" tabIndex={-1} />
          <div className="edge edge-newest">
            <i className="off-newest" onAnimationStart={() => scrolled(false)} />
            <i className="at-newest" onAnimationStart={() => scrolled(true)} />
          </div>
        </div>
      </div>
      {below > 0 && (
        <a className="jump" href="#newest">
          {below === 1 ? '1 new message' : `${below} new messages`}
        </a>
      )}
    </div>
  );
}
