// The RabbitMQ of tests. As a command, `node scripts/rabbitmq.mjs` prints its path or what to do.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { answers, Broker, brokerFolder } from './brokers/broker.mjs';
import { BrokerMissingError, installByApt, printPlace } from './brokers/packages.mjs';
import { freePort, Program } from './brokers/process.mjs';

/**
 * Looks for a RabbitMQ: `NOPAL_RABBITMQ`, then the usual folders. Installs nothing.
 * @returns {string | undefined} path of its start script
 * @throws {BrokerMissingError} when `NOPAL_RABBITMQ` names nothing
 */
export function findRabbitmq() {
  const chosen = process.env.NOPAL_RABBITMQ;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new BrokerMissingError(
      `NOPAL_RABBITMQ is ${chosen}, which does not exist. Correct it, or unset it to let one be found.`,
    );
  }
  // Debian's script on the PATH changes the user and keeps to the system's own broker; the real one is beside it.
  const folders = ['/usr/lib/rabbitmq/bin', '/opt/homebrew/sbin', '/usr/local/sbin'];
  const script = folders.map((folder) => join(folder, 'rabbitmq-server')).find((path) => existsSync(path));
  return findEpmd() ? script : undefined;
}

/**
 * Finds a RabbitMQ or installs one.
 * @returns {string} path of its start script
 * @throws {BrokerMissingError} when that does not work
 */
export function ensureRabbitmq() {
  const found = findRabbitmq();
  if (found) return found;
  const reason = installByApt('rabbitmq-server');
  const path = findRabbitmq();
  if (path) return path;
  throw new BrokerMissingError(
    `No RabbitMQ was found.\n  ${reason ?? 'What was installed is not where it was looked for.'}\n` +
      `Install one with:  ${installCommand()}\n(or name one: NOPAL_RABBITMQ=/path/to/rabbitmq-server npm test)`,
  );
}

/**
 * Starts a RabbitMQ of its own on free loopback ports, with the user guest. What is durable is there again after a
 * pause.
 * @returns {Promise<Broker>}
 */
export async function startRabbitmq() {
  const path = findRabbitmq();
  const epmd = findEpmd();
  if (!path || !epmd) throw new BrokerMissingError('No RabbitMQ was found: node scripts/rabbitmq.mjs');
  const [port, peerPort, namesPort] = [await freePort(), await freePort(), await freePort()];
  const folder = brokerFolder('rabbitmq');
  // Erlang's table of names. RabbitMQ would start one that stays, and listens everywhere.
  const names = new Program(epmd, ['-port', String(namesPort), '-address', '127.0.0.1']);
  await names.ready(() => answers(namesPort, '\0\x01n', Buffer.of(0, 0)));
  const env = {
    PATH: process.env.PATH,
    // where the cookie is
    HOME: folder,
    RABBITMQ_NODENAME: `nopal-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(peerPort),
    ERL_EPMD_PORT: String(namesPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 1:1',
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    // none of the machine's settings
    RABBITMQ_CONF_ENV_FILE: join(folder, 'env.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    // The script becomes the broker, so that a signal and the end of this process reach it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
  const broker = new Broker({
    url: `amqp://127.0.0.1:${port}`,
    folder,
    launch: () => new Program(path, [], env),
    isReady: () => answers(port, 'AMQP\0\0\x09\x01', Buffer.of(1)),
    beside: [names],
  });
  await broker.start();
  return broker;
}

function findEpmd() {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/opt/homebrew/bin'];
  return folders.map((folder) => join(folder, 'epmd')).find((path) => existsSync(path));
}

function installCommand() {
  return process.platform === 'darwin' ? 'brew install rabbitmq' : 'sudo apt-get install -y rabbitmq-server';
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) printPlace(ensureRabbitmq);
