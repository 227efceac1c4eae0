// The whole peer: what is bundled with the tables, in which `nopal` then means this module.
import { h, hydrate, render } from 'preact';
import { flushSync, memo } from 'preact/compat';
import { useEffect, useState as usePreactState } from 'preact/hooks';
import { MemoTable, PlainTable } from 'tables';
import { isServed, listen, root, table } from './page.mjs';

export { memo };

export function useState(initial) {
  const [rows, setRows] = usePreactState(initial);
  useEffect(() => listen((change) => flushSync(() => setRows(change))), []);
  return [rows];
}

const element = h(table === 'memo' ? MemoTable : PlainTable);
if (isServed) hydrate(element, root);
else render(element, root);
