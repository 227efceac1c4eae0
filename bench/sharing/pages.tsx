import { useRef, useState } from 'nopal';
import { plainTable, type Line } from '../table/components.tsx';

/** Lines of a table as they are before any update. */
export function linesOf(count: number): readonly Line[] {
  return Array.from({ length: count }, (_, id) => ({ id, name: `Line ${id}`, amount: (id * 7919) % 1000 }));
}

const FEW = linesOf(10);
const MANY = linesOf(1000);

/** A part of the page that is some viewers' own: pushed to by id. */
export function Greeting() {
  const [name] = useState('you');
  return <header>{`Hello, ${name}!`}</header>;
}

function page(lines: readonly Line[]) {
  return (
    <main>
      <Greeting />
      {plainTable(lines)}
    </main>
  );
}

/** A thousand rows in the page's own component. */
export function ManyRows() {
  const [lines] = useState(MANY);
  return page(lines);
}

function RowList() {
  const [lines] = useState(MANY);
  return plainTable(lines);
}

/** A thousand rows in a component of their own. */
export function NestedRows() {
  return (
    <main>
      <Greeting />
      <RowList />
    </main>
  );
}

/** Ten rows, nothing shared: a ref could hold anything, so who has one has a rendering of their own. */
export function OwnFewRows() {
  const [lines] = useState(FEW);
  useRef(null);
  return page(lines);
}

/** A thousand rows, nothing shared. */
export function OwnManyRows() {
  const [lines] = useState(MANY);
  useRef(null);
  return page(lines);
}
