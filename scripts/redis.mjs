// The Redis of tests. As a command, `node scripts/redis.mjs` prints its path or what to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { answers, Broker, brokerFolder } from './brokers/broker.mjs';
import { BrokerMissingError, installByApt, printPlace } from './brokers/packages.mjs';
import { freePort, Program } from './brokers/process.mjs';

/**
 * Looks for a Redis or Valkey: `NOPAL_REDIS`, then the usual folders. Installs nothing.
 * @returns {string | undefined} path of an executable that starts
 * @throws {BrokerMissingError} when `NOPAL_REDIS` names no program that starts
 */
export function findRedis() {
  const chosen = process.env.NOPAL_REDIS;
  if (chosen) {
    if (starts(chosen)) return chosen;
    throw new BrokerMissingError(
      `NOPAL_REDIS is ${chosen}, which is not a program that starts. Correct it, or unset it to let one be found.`,
    );
  }
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/local/bin', '/opt/homebrew/bin'];
  const names = ['redis-server', 'valkey-server'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(starts);
}

/**
 * Finds a Redis or installs one.
 * @returns {string} path of an executable that starts
 * @throws {BrokerMissingError} when that does not work
 */
export function ensureRedis() {
  const found = findRedis();
  if (found) return found;
  const reason = installByApt('redis-server');
  const path = findRedis();
  if (path) return path;
  throw new BrokerMissingError(
    `No Redis was found.\n  ${reason ?? 'What was installed does not start.'}\nInstall one with:  ${installCommand()}\n` +
      '(or name one: NOPAL_REDIS=/path/to/redis-server npm test)',
  );
}

/**
 * Starts a Redis of its own on a free loopback port.
 * @param {{ durable?: boolean }} [options] `durable`: what was stored is there again after a pause
 * @returns {Promise<Broker>}
 */
export async function startRedis({ durable = false } = {}) {
  const path = findRedis();
  if (!path) throw new BrokerMissingError('No Redis was found: node scripts/redis.mjs');
  const port = await freePort();
  const folder = brokerFolder('redis');
  const storing = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const broker = new Broker({
    url: `redis://127.0.0.1:${port}`,
    folder,
    launch: () => new Program(path, [...place, '--save', '', ...storing]),
    isReady: () => answers(port, 'PING\r\n', '+PONG'),
  });
  await broker.start();
  return broker;
}

/** @param {string} path */
function starts(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function installCommand() {
  return process.platform === 'darwin' ? 'brew install redis' : 'sudo apt-get install -y redis-server';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) printPlace(ensureRedis);
