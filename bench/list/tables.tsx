import { memo, useState } from 'nopal';
import { firstRows, type Row } from './changes.ts';

// The page of all contenders: for the peers, "nopal" is their own `useState` and `memo`.

const RowLine = memo(({ row }: { readonly row: Row }) => (
  <tr>
    <td>{row.id}</td>
    <td>{row.name}</td>
    <td>{row.amount}</td>
  </tr>
));

/** A memoised component per row, the quickest way that the peers know. */
export function MemoTable() {
  const [rows] = useState(firstRows);
  return (
    <table>
      <tbody>
        {rows.map((row) => (
          <RowLine key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

/** Plain rows, directly in the component that has the list. */
export function PlainTable() {
  const [rows] = useState(firstRows);
  return (
    <table>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>{row.id}</td>
            <td>{row.name}</td>
            <td>{row.amount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
