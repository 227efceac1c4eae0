// What the peers' pages have in common: what their address says, and a socket that brings the changes.
import { changed } from 'changes';

const asked = new URLSearchParams(location.search);

/** Which of the tables to show. */
export const table = asked.get('table');

/** Whether the table was served as HTML, as nopal's is, or is to be made by script. */
export const isServed = asked.has('served');

export const root = document.getElementById('root');

/** @param change takes a function from rows to rows, and has changed the DOM when it returns */
export function listen(change) {
  const socket = new WebSocket(`ws://${location.host}/feed`);
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data);
    change((rows) => changed(rows, message));
  });
  socket.addEventListener('open', () => (document.documentElement.dataset.connection = 'open'));
}
