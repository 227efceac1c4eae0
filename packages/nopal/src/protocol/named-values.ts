/**
 * Collects texts by their name: of a form or a query, where a name may stand several times. What is no text, such as a
 * file, is left out.
 */
export function collectByName(
  pairs: Iterable<readonly [name: string, value: unknown]>,
): Record<string, string | string[]> {
  // Without a prototype: a visitor may name anything.
  const values: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairs) {
    if (typeof value !== 'string') continue;
    const before = values[name];
    values[name] = before === undefined ? value : [before, value].flat();
  }
  return values;
}
