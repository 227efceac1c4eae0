import type { Part } from '../lib/part.ts';
import { joiningClients } from './clients.ts';
import { joiningPages } from './pages.ts';

/** Ten thousand join one topic at once: as topic clients, as pages that are all the same, as pages with names. */
const joining: Part = async (options) => [
  await joiningClients(options),
  await joiningPages('/crowd', 'all the same', options),
  await joiningPages('/own?name=visitor-{number}', 'each by a name of its own', options),
];
export default joining;
