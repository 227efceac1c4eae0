import { useState } from 'nopal';

/** One row's data. */
export interface Line {
  readonly id: number;
  readonly name: string;
  readonly amount: number;
}

function Row({ line }: { line: Line }) {
  return (
    <tr>
      <td>{line.id}</td>
      <td>{line.name}</td>
      <td>{line.amount}</td>
    </tr>
  );
}

/** A component per row, as an application would write it. */
export function ComponentTable() {
  const [lines] = useState<readonly Line[]>([]);
  return (
    <table>
      <tbody>
        {lines.map((line) => (
          <Row key={line.id} line={line} />
        ))}
      </tbody>
    </table>
  );
}

/** A table of plain rows; no component, so that they are directly in the one that calls it. */
export function plainTable(lines: readonly Line[]) {
  return (
    <table>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td>{line.id}</td>
            <td>{line.name}</td>
            <td>{line.amount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same with plain rows. */
export function PlainTable() {
  const [lines] = useState<readonly Line[]>([]);
  return plainTable(lines);
}
