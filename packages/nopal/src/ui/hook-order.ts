import { NopalError } from '../protocol/error.ts';
import type { Cell } from './cells.ts';
import type { Frame } from './frame.ts';

/**
 * The cell that this hook call had in the instance's last render.
 *
 * @throws NopalError `hook-order` when the last render called another hook here
 */
export function previousCell<K extends Cell['kind']>(
  frame: Frame,
  kind: K,
  hook: string,
): Extract<Cell, { kind: K }> | undefined {
  if (frame.previous === null) return undefined;
  const cell = frame.previous[frame.cells.length];
  if (cell?.kind === kind) return cell as Extract<Cell, { kind: K }>;
  const was = cell === undefined ? `only ${frame.previous.length} hooks` : `a hook of another kind (${cell.kind})`;
  throw hookOrder(frame, `calls ${hook} as hook number ${frame.cells.length + 1}, where its last render had ${was}.`);
}

/** Checks at the end of a render that no hook went missing. */
export function checkAllCalled(frame: Frame): void {
  if (frame.previous !== null && frame.cells.length < frame.previous.length) {
    throw hookOrder(
      frame,
      `called ${frame.cells.length} hooks, where its last render called ${frame.previous.length}.`,
    );
  }
}

function hookOrder(frame: Frame, what: string): NopalError {
  return new NopalError(
    'hook-order',
    `<${frame.info.name || 'anonymous component'}> ${what}`,
    'Call the same hooks in the same order in every render: not inside conditions, loops or after an early return.',
  );
}
