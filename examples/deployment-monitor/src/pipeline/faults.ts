import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../random.ts';

/** A mistake that a person could make in the sample site: `text` is replaced by `mistake`. */
interface Fault {
  file: string;
  text: string;
  mistake: string;
}

/** Each one fails in another way: an export renamed on one side only, a wrong file name, a lost bracket. */
export const faults: readonly Fault[] = [
  { file: 'packages/menu/index.ts', text: 'export const menu:', mistake: 'export const dishes:' },
  { file: 'src/main.ts', text: "'./hours.ts'", mistake: "'./opening-hours.ts'" },
  { file: 'src/menu-list.ts', text: '  return list;\n}\n', mistake: '  return list;\n' },
];

/**
 * Breaks the source of a site in one place, chosen by `random`.
 *
 * @param folder a copy of the sample site.
 * @throws when the sample site was changed so that a fault does not fit any more.
 */
export async function breakSource(folder: string, random: Random): Promise<void> {
  const fault = faults[Math.floor(random() * faults.length)];
  if (!fault) throw new RangeError('random() must be at least 0 and below 1');
  const file = path.join(folder, fault.file);
  const source = await readFile(file, 'utf8');
  if (!source.includes(fault.text)) {
    throw new Error(`${fault.file} does not contain ${JSON.stringify(fault.text)}: adapt the list in faults.ts`);
  }
  await writeFile(file, source.replace(fault.text, fault.mistake));
}
