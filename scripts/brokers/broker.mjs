import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * @typedef {import('./process.mjs').Program} Program
 */

/** A broker that was started for a test, with a folder of its own, on a port of its own. */
export class Broker {
  /** Where clients find it. */
  url;
  #folder;
  /** @type {Program | undefined} */
  #program;
  #launch;
  #beside;
  #isReady;

  /**
   * @param {object} parts
   * @param {string} parts.url
   * @param {string} parts.folder its own; removed at the end
   * @param {() => Program} parts.launch starts it
   * @param {() => Promise<boolean>} parts.isReady whether it takes clients
   * @param {readonly Program[]} [parts.beside] what else was started for it
   */
  constructor({ url, folder, launch, isReady, beside = [] }) {
    this.url = url;
    this.#folder = folder;
    this.#launch = launch;
    this.#isReady = isReady;
    this.#beside = beside;
  }

  /** Starts it, after `pause` with what it had stored. */
  async start() {
    this.#program = this.#launch();
    await this.#program.ready(this.#isReady);
  }

  /** Ends it for a while. */
  async pause() {
    await this.#program?.end();
  }

  /** Ends it and everything of it. */
  async stop() {
    await this.#program?.end();
    for (const each of this.#beside) await each.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * A folder for a broker, gone when this process ends.
 * @param {string} name
 */
export function brokerFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `nopal-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Whether something on a loopback port answers what is said to it.
 * @param {number} port
 * @param {string} greeting
 * @param {string | Buffer} expected what the answer begins with
 * @returns {Promise<boolean>}
 */
export function answers(port, greeting, expected) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write(greeting, 'latin1'));
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.subarray(0, expected.length).equals(Buffer.from(expected)));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
