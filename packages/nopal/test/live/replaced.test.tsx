/** What still comes over a connection whose viewer another one took over. */
import { expect, test } from 'vitest';
import { Conversation } from '../../src/live/conversation.ts';
import { EventRunner } from '../../src/live/event-runner.ts';
import { Heartbeat } from '../../src/live/heartbeat.ts';
import type { Connection } from '../../src/protocol/connection.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { checksum } from '../../src/ui/checksum.ts';
import { useState } from '../../src/index.ts';
import { LiveBench, NOWHERE_TO_GO, silent } from '../support/live.ts';

let clicks = 0;

function Page() {
  const [text] = useState('');
  return <b onClick={() => void clicks++}>{text}</b>;
}

test('is not heard: its counts are of frames that the new one does not have', async () => {
  const bench = new LiveBench();
  const { live } = bench;
  const events = new EventRunner(live, NOWHERE_TO_GO, silent);
  const heartbeat = new Heartbeat();
  const closed: string[] = [];
  const named = new Map<unknown, string>();
  const open = (name: string): Conversation => {
    const connection: Connection = {
      transport: 'websocket',
      visitor: { headers: {}, socket: {} },
      ready: true,
      send: () => undefined,
      close: () => void closed.push(name),
    };
    named.set(connection, name);
    return new Conversation(connection, { live, events, heartbeat, destinations: NOWHERE_TO_GO, log: silent });
  };
  const viewer = bench.open(Page);
  const { shared, own } = live.tokenOf(viewer);
  const hello = ['hello', PROTOCOL_VERSION, shared + own, checksum(viewer.root.nodes)];
  const [first, second] = [open('first'), open('second')];
  first.message(JSON.stringify(hello));
  bench.updater.broadcastStateUpdate('text', 'one');
  bench.flush();
  // It never arrived, as the second connection says.
  second.message(JSON.stringify([...hello, [viewer.id, viewer.secret, 0]]));
  expect(closed).toEqual(['first']);
  bench.updater.broadcastStateUpdate('text', 'two');
  bench.flush();
  const { unacknowledgedBytes } = viewer.outbox;
  expect(unacknowledgedBytes).toBeGreaterThan(0);

  first.message(JSON.stringify(['ack', 1]));
  first.message(JSON.stringify(['event', 1, 1, [0], 'click', {}]));
  await events.idle(1000);
  expect([viewer.outbox.unacknowledgedBytes, clicks]).toEqual([unacknowledgedBytes, 0]);
  first.closed();
  expect(named.get(viewer.connection)).toBe('second');
  second.message(JSON.stringify(['event', 1, 1, [0], 'click', {}]));
  await events.idle(1000);
  expect([viewer.outbox.unacknowledgedBytes, clicks]).toEqual([0, 1]);
  second.closed();
});

test('an older connection whose hello comes late does not take the viewer back', () => {
  const bench = new LiveBench();
  const { live } = bench;
  const events = new EventRunner(live, NOWHERE_TO_GO, silent);
  const heartbeat = new Heartbeat();
  const closed: string[] = [];
  const open = (name: string): [Conversation, Connection] => {
    const connection: Connection = {
      transport: 'websocket',
      visitor: { headers: {}, socket: {} },
      ready: true,
      send: () => undefined,
      close: (reason) => void closed.push(`${name} ${reason}`),
    };
    return [
      new Conversation(connection, { live, events, heartbeat, destinations: NOWHERE_TO_GO, log: silent }),
      connection,
    ];
  };
  const viewer = bench.open(Page);
  const { shared, own } = live.tokenOf(viewer);
  const hello = ['hello', PROTOCOL_VERSION, shared + own, checksum(viewer.root.nodes)];
  const [[first], [late], [newer, connection]] = [open('first'), open('late'), open('newer')];
  first.message(JSON.stringify(hello));
  first.closed();
  newer.message(JSON.stringify([...hello, [viewer.id, viewer.secret, 0, 2]]));
  bench.updater.broadcastStateUpdate('text', 'one');
  bench.flush();
  late.message(JSON.stringify([...hello, [viewer.id, viewer.secret, 0, 1]]));
  expect(closed).toEqual(['late replaced']);
  expect([viewer.connection, viewer.outbox.frames]).toEqual([connection, 1]);
  late.closed();
  expect(viewer.connection).toBe(connection);
  newer.closed();
});
