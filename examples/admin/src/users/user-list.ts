/** Somebody who can sign in. A real app has a table of them, and passwords. */
export interface User {
  id: string;
  name: string;
  role: string;
}

export const users: readonly User[] = [
  { id: 'amina', name: 'Amina Diallo', role: 'Operations' },
  { id: 'boris', name: 'Boris Novák', role: 'Web' },
  { id: 'chen', name: 'Chen Wei', role: 'Data' },
];

/** @returns `undefined` for an id that nobody has. */
export function findUser(id: string | undefined): User | undefined {
  return users.find((user) => user.id === id);
}
