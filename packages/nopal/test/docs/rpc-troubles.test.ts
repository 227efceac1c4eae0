import { newHttpBatchRpcSession, newWebSocketRpcSession, type RpcStub } from 'capnweb';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { RpcTarget } from '../../src/capnweb.ts';
import { serve } from '../support/app.ts';
import { readDocument } from './markdown.ts';

// What docs/troubleshooting.md prints of clients of RPC. Each is provoked here and has to read as printed.

const document = readDocument('docs/troubleshooting.md');

class Settings {
  readonly theme = 'dark';
}

/** With the mistakes that people make. */
class Greeter extends RpcTarget {
  readonly greet = (): string => 'Hello.';
  #kept: RpcStub<() => void> | undefined;

  keep(callback: RpcStub<() => void>): void {
    this.#kept = callback;
  }

  async callKept(): Promise<void> {
    await this.#kept?.();
  }

  settings(): object {
    return new Settings();
  }
}

/** The methods that a client believes in. */
type Believed = Greeter & { gret(): string };

/** What a promise is rejected with. */
async function complaint(promise: PromiseLike<unknown>): Promise<string> {
  return Promise.resolve(promise).then(
    () => 'nothing',
    ({ message }: Error) => message,
  );
}

test('what clients are told is what is printed', async () => {
  const { url } = await serve((app) => app.rpc('/api', () => new Greeter()));
  vi.stubGlobal('WebSocket', WebSocket);
  using api = newWebSocketRpcSession<Believed>(`${url.replace('http', 'ws')}/api`);
  const told = [await complaint(api.gret()), (await complaint(api.greet())).split(/(?<=\.) /)[0] ?? ''];
  await api.keep(() => undefined);
  told.push(await complaint(api.callKept()));
  for (const each of told) expect(document).toContain(`\n    ${each}\n`);

  expect(await complaint(api.settings())).toMatch(/^Cannot serialize value/);
  const batch = newHttpBatchRpcSession<Believed>(`${url}/api`);
  await complaint(batch.gret());
  expect(document).toContain(`**\`${await complaint(batch.gret())}\`**`);
  using nowhere = newWebSocketRpcSession<Believed>(`${url.replace('http', 'ws')}/nowhere`);
  expect(document).toContain(`**\`${await complaint(nowhere.gret())}\`**`);
});

test('an endpoint that lets in answers an empty batch, as curl asks', async () => {
  const { url } = await serve((app) => app.rpc('/api', () => new Greeter()));
  const response = await fetch(`${url}/api`, { method: 'POST' });
  expect([response.status, await response.text()]).toEqual([200, '']);
});

test('a target that is none', async () => {
  const { url, coded } = await serve((app) =>
    app.rpc('/api', () => {
      // Of another copy of capnweb, say.
      class Greeter {
        readonly greet = (): string => 'Hello.';
      }
      return new Greeter();
    }),
  );
  expect((await fetch(`${url}/api`, { method: 'POST' })).status).toBe(500);
  const [line] = coded('rpc-target-failed');
  const { err } = line as unknown as { readonly err: Error };
  const [printed = ''] = /What \/api is to serve.*/.exec(err.message) ?? [];
  expect(printed).toContain('[rpc-target]');
  expect(document).toContain(`\n    ${printed}\n`);
});
