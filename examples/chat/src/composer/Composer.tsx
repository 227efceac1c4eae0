import { on, useEffect, useForm, useState, useTopics } from 'nopal';
import { z } from 'zod';
import { chatMessage, maxText, textSchema } from '../rooms/message.ts';
import { sendAgain, type Sent } from '../rooms/pace.ts';
import { roomMessages, type Room } from '../rooms/rooms.ts';
import { typingMs } from './typing.ts';
import { TypingLine } from './TypingLine.tsx';

interface Props {
  room: Room;
  /** The writer's name. */
  me: string;
  /** Told when something was sent. */
  onSent: () => void;
}

const schema = z.object({ text: textSchema });

/** Where one writes to a room. */
export function Composer({ room, me, onSent }: Props) {
  const topics = useTopics();
  const [sent, setSent] = useState<Sent>([]);
  /** How often it was told that something is being written; 0 when nothing is. */
  const [strokes, setStrokes] = useState(0);
  useEffect(() => {
    if (strokes === 0) return;
    const timer = setTimeout(() => setStrokes(0), typingMs);
    return () => clearTimeout(timer);
  }, [strokes]);

  const form = useForm({
    schema,
    initial: { text: '' },
    onSubmit: async ({ text }, { event, setErrors }): Promise<void> => {
      const again = sendAgain(sent);
      if (again === undefined) return setErrors({ text: 'That was a lot at once. Wait a moment, then send it again.' });
      // By the id of the event: one that the browser has to send again is not published again.
      await topics.publish(roomMessages(room.id), chatMessage(me, text), { id: event.idempotencyKey });
      setSent(again);
      setStrokes(0);
      form.reset();
      onSent();
    },
  });
  const typed = (value: string) => setStrokes((count) => (value.trim() === '' ? 0 : count + 1));
  return (
    <form {...form.props} className="composer">
      <TypingLine room={room.id} me={me} isTyping={strokes > 0} />
      <p {...form.errorProps('text')} className="field-error">
        {form.errors.text}
      </p>
      <p {...form.errorProps('')} className="field-error">
        {form.errors['']}
      </p>
      <div className="field-row">
        <label className="spoken" htmlFor={form.field('text').id}>
          Message to {room.name}
        </label>
        <input
          {...form.field('text')}
          autoComplete="off"
          autoFocus
          enterKeyHint="send"
          maxLength={maxText}
          placeholder={`Message to ${room.name}`}
          onInput={on((event) => typed(event.value), { throttle: 1500 })}
        />
        <button>Send</button>
      </div>
    </form>
  );
}
