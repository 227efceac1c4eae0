import { execFile, fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** Asks for an address as often as it can, for a while. */
export interface Client {
  readonly name: string;
  /** Requests per second that were answered. */
  rate(url: string): Promise<number>;
  end(): void;
}

/** `wrk` where it is installed: it costs little, so that the server is what is measured. Else one of our own. */
export function startClient(): Client {
  return spawnSync('wrk', ['--version']).error === undefined ? wrk() : ownClient();
}

function wrk(): Client {
  const run = promisify(execFile);
  return {
    name: 'wrk',
    async rate(url) {
      const { stdout } = await run('wrk', ['-t1', '-c20', '-d2s', url]);
      if (/Non-2xx/.test(stdout)) throw new Error(`${url} is not answered as it should:\n${stdout}`);
      return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
    },
    end: () => undefined,
  };
}

function ownClient(): Client {
  const child: ChildProcess = fork(new URL('client.ts', import.meta.url));
  return {
    name: 'a client on Node (wrk is not installed), which costs about as much as the server',
    async rate(url) {
      child.send(url);
      const [rate] = (await once(child, 'message')) as [number];
      return rate;
    },
    end: () => child.disconnect(),
  };
}
