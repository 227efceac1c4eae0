import { useForm } from 'nopal';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import { board, maxTaskLength } from './board.ts';
import { findUser, users } from './user-list.ts';

const schema = z.object({ to: z.string(), task: z.string() });

/** Gives somebody a task, oneself too. */
export function AssignForm({ actor }: { actor: Actor }) {
  const form = useForm({
    schema,
    onSubmit: ({ to, task }, { setErrors }): void => {
      const refused = board.assign(to, task, actor.name);
      if (refused !== undefined) {
        setErrors({ task: refused });
        return;
      }
      if (actor.userId !== null && actor.userId !== to) {
        board.note(actor.userId, `You gave ${findUser(to)?.name} a task: ${task.trim()}`);
      }
      form.reset();
    },
  });
  return (
    <form {...form.props} className="assign">
      <p>
        <label htmlFor={form.field('to').id}>To</label>
        <select {...form.field('to')}>
          {users.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <p>
        <label htmlFor={form.field('task').id}>Task</label>
        <input {...form.field('task')} maxLength={maxTaskLength} autoComplete="off" />
        <span {...form.errorProps('task')} className="field-error">
          {form.errors['task']}
        </span>
      </p>
      <p className="actions">
        <button data-pending-text="Assigning…">Assign</button>
      </p>
    </form>
  );
}
