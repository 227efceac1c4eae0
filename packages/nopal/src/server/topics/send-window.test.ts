import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Inbox } from '../../topic-client/inbox.ts';
import type { TopicMessage } from '../../topic-client/types.ts';
import { SendWindow } from './send-window.ts';

test('it closes at either bound, and opens as messages are taken', () => {
  const window = new SendWindow({ windowMessages: 4, windowBytes: 100 });
  window.sent(3, 30);
  expect(window.isOpen).toBe(true);
  window.sent(1, 10);
  expect(window.isOpen).toBe(false);
  window.taken(1);
  expect(window.isOpen).toBe(true);
  window.sent(1, 90);
  window.taken(4);
  // One message, of 90 bytes, is left.
  expect(window.isOpen).toBe(true);
  window.sent(1, 10);
  expect(window.isOpen).toBe(false);
  window.taken(5);
  expect(window.isOpen).toBe(true);
});

test('a batch that is taken in part makes room for its share', () => {
  const window = new SendWindow({ windowMessages: 100, windowBytes: 100 });
  window.sent(10, 150);
  window.taken(3);
  expect(window.isOpen).toBe(false);
  window.taken(4);
  expect(window.isOpen).toBe(true);
});

test('what was never sent cannot be taken, and nothing twice', () => {
  const window = new SendWindow({ windowMessages: 2, windowBytes: 100 });
  window.taken(1_000_000);
  window.sent(2, 20);
  expect(window.isOpen).toBe(false);
  window.taken(0);
  expect(window.isOpen).toBe(false);
  window.taken(1);
  window.sent(1, 10);
  window.taken(1);
  expect(window.isOpen).toBe(false);
});

test('whatever the sizes, a client that takes everything is sent everything', () => {
  const batches = fc.array(
    fc.record({ messages: fc.integer({ min: 1, max: 64 }), text: fc.nat(4000), wide: fc.boolean() }),
    {
      minLength: 50,
      maxLength: 200,
    },
  );
  const bounds = fc.record({
    windowMessages: fc.integer({ min: 1, max: 300 }),
    windowBytes: fc.integer({ min: 1, max: 20_000 }),
  });
  fc.assert(
    fc.property(batches, bounds, (batches, bounds) => {
      const window = new SendWindow(bounds);
      const inbox = new Inbox<number>((total) => window.taken(total));
      inbox.begin(bounds);
      const message: TopicMessage<number> = { topic: 'a', epoch: 'e', offset: 1, at: 0, message: 1 };
      for (const { messages, text, wide } of batches) {
        if (!window.isOpen) while (inbox.shift() !== undefined);
        // Everything was taken, so the next one can be sent.
        expect(window.isOpen).toBe(true);
        const characters = text + messages * 4;
        window.sent(messages, wide ? characters * 3 : characters);
        inbox.push(
          Array.from({ length: messages }, () => message),
          characters,
        );
      }
    }),
  );
});
