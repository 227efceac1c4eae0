import { expect, test } from 'vitest';
import { Declared } from './declared.ts';
import { createTopic, createTopicGroup, UNDECLARED } from './topic.ts';

test('a wider group does not speak for a topic, or a group, that the app does not know', () => {
  const declared = new Declared(() => undefined);
  const rooms = createTopicGroup('d:', { access: { subscribe: true } });
  const admin = createTopic('d:admin');
  const secret = createTopicGroup('d:secret:');
  declared.add(rooms);
  expect(declared.find('d:lobby')).toBe(rooms.definition);
  expect(declared.find('d:admin')).toBeUndefined();
  expect(declared.find('d:secret:1')).toBeUndefined();
  declared.resolve(admin);
  declared.add(secret);
  expect(declared.find('d:admin')).toBe(admin.definition);
  expect(declared.find('d:secret:1')).toBe(secret.definition);
});

test('code on the server that uses a name gets what was declared of it, wherever that was', () => {
  const declared = new Declared(() => undefined);
  const orders = createTopic('d2:orders', { history: { count: 5000 } });
  expect(declared.resolve('d2:orders').definition).toBe(orders.definition);
  expect(declared.find('d2:orders')).toBeUndefined();
  expect(declared.resolve('d2:nobody').definition).toBe(UNDECLARED);
});

test('a topic of a group whose name another group is closer to is declared twice', () => {
  const declared = new Declared(() => undefined);
  const [wide, narrow] = [createTopicGroup('d3:'), createTopicGroup('d3:private:')];
  declared.add(narrow);
  expect(() => declared.resolve(wide('private:x'))).toThrow('[duplicate-topic]');
  expect(declared.resolve(wide('open')).definition).toBe(wide.definition);
});
