// The whole peer: what is bundled with the tables, in which `nopal` then means this module.
import { createElement, memo, useEffect, useState as useReactState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { MemoTable, PlainTable } from 'tables';
import { isServed, listen, root, table } from './page.mjs';

export { memo };

export function useState(initial) {
  const [rows, setRows] = useReactState(initial);
  useEffect(() => listen((change) => flushSync(() => setRows(change))), []);
  return [rows];
}

const element = createElement(table === 'memo' ? MemoTable : PlainTable);
if (isServed) hydrateRoot(root, element);
else createRoot(root).render(element);
