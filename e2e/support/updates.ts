import type { UpdateRequest } from '../fixtures/updates.ts';
import type { FixtureApp } from './fixture-app.ts';

/** Sets several states at once; resolves to how many components took them. */
export async function update({ url }: FixtureApp, request: UpdateRequest): Promise<unknown> {
  const response = await fetch(`${url}/control/update`, { method: 'POST', body: JSON.stringify(request) });
  return response.json();
}

/** The pages that were asked for so far: `prepared /a`, `asked for /a`. */
export async function visits({ url }: FixtureApp): Promise<readonly string[]> {
  return (await fetch(`${url}/control/visits`)).json() as Promise<readonly string[]>;
}

/** Lets the pages go on that wait; resolves to how many there were. */
export async function letGo({ url }: FixtureApp): Promise<unknown> {
  return (await fetch(`${url}/control/visits`, { method: 'POST' })).json();
}
