import { who } from './who.ts';

/** Who does something, as data that a page's props can hold. */
export interface Actor {
  visitorId: string;
  /** `null` when nobody is signed in. */
  userId: string | null;
  /** For the history: a user's name, or "a visitor". */
  name: string;
}

/** Who asks for the page that is being answered. */
export function actor(): Actor {
  const { visitorId, user } = who();
  return { visitorId, userId: user?.id ?? null, name: user?.name ?? 'a visitor' };
}
