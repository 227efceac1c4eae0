import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const repository = join(import.meta.dirname, '../../../..');

/** A fenced block of code in a document. */
export interface CodeBlock {
  /** What follows the fence: a language, and in some documents a file name. */
  readonly info: string;
  /** The lines between the fences, each with its end of line. */
  readonly text: string;
  /** The nearest heading above, without its marks. */
  readonly heading: string;
}

/** Reads a document of the repository. */
export function readDocument(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

/** All fenced blocks of a document, in order. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = '';
  let open: { info: string; text: string } | undefined;
  for (const line of markdown.split('\n')) {
    if (open !== undefined) {
      if (line === '```') {
        blocks.push({ ...open, heading });
        open = undefined;
      } else open.text += `${line}\n`;
    } else if (line.startsWith('```')) open = { info: line.slice(3).trim(), text: '' };
    else if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
  }
  return blocks;
}

/** The rows of all tables below a heading: cells, without the header and without marks of code. */
export function tableRows(markdown: string, heading: string): readonly (readonly string[])[] {
  const section = markdown.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .slice(2)
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}
