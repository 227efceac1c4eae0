import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { networkStats } from 'systeminformation';
import type { ByteCounts } from './throughput.ts';

/** What all interfaces but the loopback one received and sent so far. */
export function countBytes(): Promise<ByteCounts> {
  // systeminformation starts eight processes per interface for this on Linux, which once a second would be most of
  // what the metrics show. The kernel says it in one small file.
  return process.platform === 'linux' ? countByKernel() : countByLibrary();
}

async function countByKernel(): Promise<ByteCounts> {
  return parseNetDev(await readFile('/proc/net/dev', 'utf8'));
}

/**
 * Reads the counters of Linux.
 *
 * @param text the content of `/proc/net/dev`: two lines of headings, then `name: rx-bytes (7 more) tx-bytes …`
 */
export function parseNetDev(text: string): ByteCounts {
  const counts = new Map<string, number>();
  for (const line of text.split('\n').slice(2)) {
    const [name = '', numbers = ''] = line.split(/:(?=\s*\d+\s)/, 2);
    const columns = numbers.trim().split(/\s+/).map(Number);
    const [received = 0, sent = 0] = [columns[0], columns[8]];
    if (numbers !== '' && name.trim() !== 'lo') counts.set(name.trim(), received + sent);
  }
  return counts;
}

async function countByLibrary(): Promise<ByteCounts> {
  const known = networkInterfaces();
  const all = await networkStats('*');
  const outward = all.filter(({ iface }) => known[iface]?.some(({ internal }) => internal) !== true);
  return new Map(outward.map(({ iface, rx_bytes, tx_bytes }) => [iface, rx_bytes + tx_bytes]));
}
