import { AppProcess } from './app-process.ts';
import { eventually } from './eventually.ts';
import type { Tab } from './tab.ts';

/** Where the example's page is. */
export const dashboard = '/deployment/dashboard';

/** Starts the real example, which deploys only when asked to; it ends with the test. */
export function startExample(...options: string[]): Promise<AppProcess> {
  return AppProcess.start({ folder: 'examples/deployment-monitor', command: ['server.tsx', ...options] });
}

/** Presses the button. */
export async function deploy(tab: Tab): Promise<void> {
  await tab.page.getByRole('button', { name: 'Deploy now' }).click();
}

/** Waits until the card is in a status: Idle, Building, Published, Failed. */
export async function status(tab: Tab, expected: string): Promise<void> {
  await eventually(() => tab.text('.badge')).toBe(expected);
}
