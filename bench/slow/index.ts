import type { Part } from '../lib/part.ts';
import { manySlow } from './many.ts';
import { oneSlow } from './one.ts';
import { allResume } from './resume.ts';

/** Viewers that stop reading: what they cost the server, what they cost the others, and how they catch up. */
const slow: Part = async () => [await oneSlow(), await manySlow(), await allResume()];
export default slow;
