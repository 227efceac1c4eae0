import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NopalError } from '../protocol/error.ts';

/** Where to listen. */
export interface ListenOptions {
  /** The port; 0 for any free one. The environment variable `PORT` wins. Default 3000. */
  readonly port?: number;
  /** The network address; all of them by default. */
  readonly host?: string;
  /** Whether SIGTERM and SIGINT end the app. Default true. */
  readonly signals?: boolean;
}

/** Where an app listens. */
export interface Address {
  readonly port: number;
  /** For a browser on this machine. */
  readonly url: string;
}

const DEFAULT_PORT = 3000;

/**
 * Listens.
 *
 * @param environment the value of `PORT`, which wins over the options
 * @throws NopalError `port`
 */
export async function listenOn(
  server: Server,
  options: ListenOptions,
  environment: string | undefined,
): Promise<Address> {
  const port = readPort(environment) ?? options.port ?? DEFAULT_PORT;
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(explain(error, port));
    server.once('error', failed);
    server.listen(port, options.host, () => {
      server.off('error', failed);
      resolve();
    });
  });
  const actual = (server.address() as AddressInfo).port;
  const host = options.host ?? 'localhost';
  return { port: actual, url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}` };
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new NopalError('port', `PORT is "${text}".`, 'Set it to a number from 0 to 65535.');
}

function explain(error: NodeJS.ErrnoException, port: number): NopalError {
  const options = { cause: error };
  if (error.code === 'EADDRINUSE') {
    return new NopalError(
      'port',
      `Port ${port} is in use.`,
      `Stop what uses it, or choose another: PORT=${port + 1}.`,
      options,
    );
  }
  if (error.code === 'EACCES') {
    return new NopalError(
      'port',
      `Port ${port} may not be used by this user.`,
      'Choose one above 1023 by PORT.',
      options,
    );
  }
  return new NopalError('port', `Port ${port} cannot be had: ${error.message}.`, 'Choose another by PORT.', options);
}
