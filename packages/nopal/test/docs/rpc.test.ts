import { newHttpBatchRpcSession } from 'capnweb';
import { ChaosProxy } from 'nopal-chaos';
import type { RpcOptions } from 'nopal';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../src/index.ts';
import { DEFAULT_RPC_LIMITS } from '../../src/server/rpc/rpc-limits.ts';
import { until } from '../support/until.ts';
import { codeBlocks, readDocument, tableRows } from './markdown.ts';
import { PrintedProject, type RunningServer } from './printed-project.ts';

// docs/rpc.md: its programs compile, run, and do what is said; its tables leave nothing out.

const tsconfig = codeBlocks(readDocument('docs/walkthrough.md')).find(({ info }) => info === 'json tsconfig.json');
const document = readDocument('docs/rpc.md');

/** The programs that it prints, by their files. */
const programs = new Map(
  codeBlocks(document).flatMap(({ info, text }) => {
    const [, file] = /^ts (\S+)$/.exec(info) ?? [];
    return file === undefined ? [] : [[file, text] as const];
  }),
);

/** A project of these programs. */
function printedProject(): PrintedProject {
  return new PrintedProject({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': tsconfig?.text ?? '',
    ...Object.fromEntries(programs),
  });
}

/** Has a program of a project go to where its server is. */
function pointTo(url: string, project: PrintedProject, file: string): void {
  project.write(file, (programs.get(file) ?? '').replaceAll('localhost:3000', new URL(url).host));
}

/** What a printed client prints, and its exit code. */
async function outputOf(file: string, { url }: RunningServer, project: PrintedProject): Promise<readonly unknown[]> {
  pointTo(url, project, file);
  const { printed, ended } = project.run(file);
  return [await ended, ...printed];
}

/** What the printed shop can do, as far as it is called here. */
interface Shop {
  order(input: { readonly item: unknown; readonly count: number }): number;
  subscribe(): string;
  poll(id: string): { readonly updates: readonly unknown[]; readonly dropped: number } | { readonly error: string };
}

test('the programs are what the compiler accepts', { timeout: 60_000 }, async () => {
  expect(programs.size).toBe(6);
  expect(await printedProject().typeCheck()).toBe('');
});

test('the first target is called by a client, and by hand', { timeout: 30_000 }, async () => {
  const project = printedProject();
  const server = await project.start('server.ts');
  expect(await outputOf('client.ts', server, project)).toEqual([0, 'Hello Ann.', "[ 'Hello Bob.', 'Hello Eve.' ]"]);
  const [curl] = codeBlocks(document).filter(({ info }) => info === 'console');
  const [command = '', answer = ''] = curl?.text.split(/\n(?=\["resolve)/) ?? [];
  const [, body = '', address = ''] = /^\$ curl -d '([^']+)' (\S+)$/.exec(command) ?? [];
  const called = address.replace('localhost:3000', new URL(server.url).host);
  const response = await fetch(called, { method: 'POST', body });
  expect([response.status, await response.text()]).toEqual([200, answer.trim()]);
  expect(await server.stop()).toBe(0);
});

test('members are let in by their token, and nobody else', { timeout: 30_000 }, async () => {
  const project = printedProject();
  const server = await project.start('members.ts');
  expect(await outputOf('member.ts', server, project)).toEqual([0, 'ann', 'ann', 'ann']);
  await until(() => server.lines.filter(({ msg }) => msg === 'ann is gone').length === 2);
  const stranger = await fetch(`${server.url}/members`, { method: 'POST' });
  expect([stranger.status, await stranger.text()]).toEqual([401, 'Who are you?']);
  expect(await server.stop()).toBe(0);
});

test('the shop checks what it is sent, and pushes to who comes back', { timeout: 30_000 }, async () => {
  const project = printedProject();
  const server = await project.start('shop.ts');
  const shop = () => newHttpBatchRpcSession<Shop>(`${server.url}/shop`);
  const order = async (item: unknown, count: number): Promise<number> => shop().order({ item, count });
  await expect(order('tea', 1000)).rejects.toThrow(/<=100/);
  await expect(order({ $gt: '' }, 1)).rejects.toThrow(/expected string/);
  const id = await shop().subscribe();
  expect(await order('tea', 2)).toBe(1);

  const network = await ChaosProxy.start(Number(new URL(server.url).port));
  onTestFinished(() => network.close());
  pointTo(network.url, project, 'follow.ts');
  const { printed } = project.run('follow.ts');
  const orders = (): readonly string[] => printed.filter((line) => line.startsWith('order'));
  await until(() => orders().length === 1);
  expect(printed).toContain('stock { tea: 298 }');
  await order('tea', 3);
  await until(() => orders().length === 2);
  network.cut();
  await until(() => printed.some((line) => line.startsWith('lost')));
  await order(' coffee ', 1);
  await until(() => orders().length === 3);
  expect(orders()).toEqual(['order 1 tea 2', 'order 2 tea 3', 'order 3 coffee 1']);

  const stocks = [{ tea: 298 }, { tea: 295 }, { tea: 295, coffee: -1 }];
  expect(await shop().poll(id)).toEqual({ updates: stocks, hasMore: false, dropped: 0 });
  expect(await shop().poll('stock_of-somebody-else')).toEqual({ error: 'not subscribed' });
  expect(await server.stop()).toBe(0);
});

test('the table of limits has every limit, with its default', () => {
  const rows = tableRows(document, 'Limits').map(([name = '', value = '']) => [name, value.replaceAll(',', '')]);
  expect(rows).toEqual(Object.entries(DEFAULT_RPC_LIMITS).map(([name, value]) => [name, String(value)]));
});

test('every option of an endpoint is told of', () => {
  const options: Readonly<Record<keyof RpcOptions, true>> = {
    origins: true,
    requireOrigin: true,
    limits: true,
    caller: true,
    onSendError: true,
  };
  for (const name of Object.keys(options)) expect(document).toMatch(new RegExp(`\\b${name}\\b`));
});

test('an app that loads nothing that speaks RPC is told so, as docs/troubleshooting.md prints it', () => {
  const refused = (): string => {
    try {
      createApp().rpc('/api', () => ({}));
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused()).toContain('[rpc-missing]');
  expect(readDocument('docs/troubleshooting.md')).toContain(`\n    ${refused()}\n`);
});
