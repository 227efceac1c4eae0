import { redirect, useForm } from 'nopal';
import { z } from 'zod';
import type { RoomId } from '../rooms/rooms.ts';
import { roomAddress } from '../rooms/RoomList.tsx';
import { nameProblem, names } from './names.ts';

interface Props {
  name: string;
  visitor: string;
  room: RoomId;
  onChange: (name: string) => void;
}

const schema = z.object({
  name: z
    .string()
    .trim()
    .superRefine((name, context) => {
      const problem = nameProblem(name);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    }),
});

/** Lets one choose what one is called. */
export function NameForm({ name, visitor, room, onChange }: Props) {
  const form = useForm({
    schema,
    initial: { name },
    onSubmit: ({ name: chosen }, { setErrors }) => {
      if (!names.isFree(chosen, visitor)) return setErrors({ name: `Somebody else is called ${chosen}.` });
      onChange(chosen);
      // The address says what this tab's visitor is called, so that a reload does not change it.
      return redirect(roomAddress(room, chosen), { replace: true });
    },
  });
  return (
    <form {...form.props} className="name-form">
      <label htmlFor={form.field('name').id}>Your name</label>
      <div className="field-row">
        <input {...form.field('name')} autoComplete="nickname" maxLength={24} spellCheck={false} />
        <button className="secondary">Change</button>
      </div>
      <p {...form.errorProps('name')} className="field-error">
        {form.errors.name}
      </p>
    </form>
  );
}
