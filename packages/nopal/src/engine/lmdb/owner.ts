import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { OwnerRow, Tables } from './tables.ts';
import { FORMAT } from './tables.ts';

/** Names the run of this machine, where the system says so (Linux). */
export function bootId(): string {
  return readSystem('/proc/sys/kernel/random/boot_id').trim();
}

/**
 * Makes this process the owner of the store.
 *
 * @param token names the store that is opened
 * @returns the process that has the store open, unless it is this store's now
 */
export function takeOwnership(tables: Tables, token: string): number | undefined {
  const { root, facts, owner } = tables;
  const mine: OwnerRow = {
    token,
    pid: process.pid,
    started: startOf(process.pid) ?? '',
    boot: bootId(),
  };
  return root.transactionSync(() => {
    const last = owner.get('owner');
    if (last !== undefined && isAlive(last, mine)) return last.pid;
    if (facts.get('format') === undefined) {
      facts.putSync('format', FORMAT);
      facts.putSync('id', randomBytes(12).toString('base64url'));
      facts.putSync('numbers', 0);
    }
    owner.putSync('owner', mine);
    return undefined;
  });
}

/** Whether a store of this process, known by its token, is still the owner. */
export function isOwner({ owner }: Tables, token: string): boolean {
  return owner.get('owner')?.token === token;
}

/**
 * Lets others open the store. Only within a transaction.
 *
 * @returns whether it was this one's still
 */
export function giveUpOwnership(tables: Tables, token: string): boolean {
  return isOwner(tables, token) && tables.owner.removeSync('owner');
}

function isAlive({ pid, boot, started }: OwnerRow, mine: OwnerRow): boolean {
  if (boot !== mine.boot) return false;
  // In a container every start may have the same number; where the system does not tell two starts apart, it was before.
  if (pid === mine.pid) return started !== '' && started === mine.started;
  return startOf(pid) === started;
}

/**
 * When a process started, in whatever the system counts; empty where the system does not say; undefined when there is no
 * such process. Numbers of processes are given again: one alone would not tell whether it is still the same.
 */
function startOf(pid: number): string | undefined {
  const stat = readSystem(`/proc/${pid}/stat`);
  if (stat !== '') {
    // The name, in brackets, may have spaces and brackets of its own. The state follows; the start is the 22nd field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
}

function readSystem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not Linux, or no such process: the callers take the empty text for that.
    return '';
  }
}
