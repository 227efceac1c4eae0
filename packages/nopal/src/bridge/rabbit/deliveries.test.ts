import type { ConsumeMessage } from 'amqplib';
import { expect, test } from 'vitest';
import { deliveriesOf } from './deliveries.ts';

/** A message of which only this is looked at. */
function makeMessage(redelivered: boolean, headers?: unknown): ConsumeMessage {
  return { fields: { redelivered }, properties: { headers } } as ConsumeMessage;
}

const death = { queue: 'orders', reason: 'rejected', count: 2 };

test.each([
  ['the first time', false, undefined, 1],
  ['a time before', true, {}, 2],
  ['a quorum queue counts', true, { 'x-delivery-count': 4 }, 5],
  ['it was a dead letter of this queue', false, { 'x-death': [death, { ...death, count: 1 }] }, 4],
  ['it was a dead letter of another queue', false, { 'x-death': [{ ...death, queue: 'other' }] }, 1],
  ['it expired', false, { 'x-death': [{ ...death, reason: 'expired' }] }, 1],
])('%s', (_name, redelivered, headers, deliveries) => {
  expect(deliveriesOf(makeMessage(redelivered, headers), 'orders')).toBe(deliveries);
});

test.each([
  { 'x-delivery-count': '9' },
  { 'x-delivery-count': -3 },
  { 'x-delivery-count': Number.NaN },
  { 'x-delivery-count': 1.5 },
  { 'x-death': 'rejected' },
  { 'x-death': [null, 7, { ...death, count: 'many' }, { ...death, count: Infinity }] },
])('headers that a publisher made up count nothing: %j', (headers) => {
  expect(deliveriesOf(makeMessage(false, headers), 'orders')).toBe(1);
});
