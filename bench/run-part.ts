import type { Part, PartOptions } from './lib/part.ts';

// One part in a process of its own, started by main.ts: what one part taught the compiler does not colour the next.
const [folder, options = '{}'] = process.argv.slice(2);
// Whoever waits for the figures is gone; this process's own children end with it.
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit(1));
const { default: part } = (await import(`./${folder}/index.ts`)) as { readonly default: Part };
const sections = await part(JSON.parse(options) as PartOptions);
process.send?.(sections, () => process.disconnect());
