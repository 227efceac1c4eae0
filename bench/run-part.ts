import type { Part } from './lib/part.ts';

// One part in a process of its own, started by main.ts: what one part taught the compiler does not colour the next.
const [folder] = process.argv.slice(2);
const { default: part } = (await import(`./${folder}/index.ts`)) as { readonly default: Part };
const sections = await part();
process.send?.(sections);
process.disconnect?.();
