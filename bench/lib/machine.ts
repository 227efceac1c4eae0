import { cpus, release, totalmem, type } from 'node:os';

/** What the figures were measured on. */
export function machine(): string {
  const all = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${type()} ${release()}, ${all.length} × ${all[0]?.model.trim() ?? 'unknown'}, ${gigabytes} GB`;
}
