import type { Figure, Section } from './part.ts';

/** Writes sections as tables for a terminal. */
export function toText(sections: readonly Section[]): string {
  return sections.map(({ title, figures }) => `${title}\n${table(figures)}`).join('\n');
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.name, ...middle(figure), aim(figure), figure.note ?? '']);
  const all = [['', 'median', 'p25–p75', 'p99', 'aim', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column > 0 && column < 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${all.map((row) => `  ${line(row)}`).join('\n')}\n`;
}

function middle({ value, unit }: Figure): readonly [string, string, string] {
  if (typeof value === 'number') return [`${written(value)} ${unit}`, '', ''];
  const { median, p25, p75, p99 } = value;
  return [`${written(median)} ${unit}`, `${written(p25)}–${written(p75)}`, written(p99)];
}

function aim({ aim }: Figure): string {
  return aim === undefined ? '' : `${aim.text} ${aim.met ? '✓' : 'MISSED'}`;
}

function written(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });
}
