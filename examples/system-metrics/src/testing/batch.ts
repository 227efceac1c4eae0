import { deserialize } from 'capnweb';

/** The shape of a line that answers a call that went well. */
export interface Resolved {
  readonly id: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Posts a batch as it stands, and reads the lines of the answer. */
export async function postBatch(url: string, body: string): Promise<readonly unknown[]> {
  const response = await fetch(`${url}/api`, { method: 'POST', body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The batch was answered by ${response.status}: ${text}`);
  return text === '' ? [] : text.split('\n').map((line): unknown => JSON.parse(line));
}

/** Calls one method as clients of the older dialect do, in two lines with a newline behind each. */
export async function callOld(url: string, method: string, ...args: readonly unknown[]): Promise<Resolved['value']> {
  const lines = await postBatch(url, `["push",["pipeline",1,["${method}"],${JSON.stringify(args)}]]\n["pull",1]\n`);
  if (lines.length !== 1) throw new Error(`One line was expected, but got ${JSON.stringify(lines)}`);
  return resolved(lines[0]).value;
}

/** Reads a line that says what a call gave; throws for any other. */
export function resolved(line: unknown): Resolved {
  if (!Array.isArray(line) || line.length !== 3 || line[0] !== 'resolve') {
    throw new Error(`This is no line that resolves a call: ${JSON.stringify(line)}`);
  }
  // Every method of the API answers with an object; if one does not, the assertions on its fields say so.
  return { id: Number(line[1]), value: deserialize(JSON.stringify(line[2])) as Resolved['value'] };
}
