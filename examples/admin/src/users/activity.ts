import { visits } from '../analytics/visits.ts';
import type { Actor } from './actor.ts';
import { board } from './board.ts';

/**
 * Notes what somebody did in their own feed, if they are signed in.
 *
 * @param text what, to be read after "you": `started the deployment of Crumb & Crust`.
 * @param converts whether it is what the app is for: see the analytics.
 */
export function did({ visitorId, userId }: Actor, text: string, { converts = false } = {}): void {
  if (converts) visits.convert(visitorId);
  if (userId !== null) board.note(userId, `You ${text}.`);
}
