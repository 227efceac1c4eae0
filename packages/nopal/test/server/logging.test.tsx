/** What the log tells of a push, by level. */
import { afterEach, expect, test } from 'vitest';
import { useState } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

function Page() {
  const [password] = useState('');
  return <p>{password.length}</p>;
}

afterEach(() => void delete process.env['NOPAL_LOG']);

test('at debug a push shows target, keys and count; its value only at trace', async () => {
  process.env['NOPAL_LOG'] = 'updater:debug';
  const running = await serve((app) => app.page('/', Page, { componentId: 'mine' }));
  await TestPage.open(running);
  const { updater } = running.app;
  updater.updateComponentState('mine', 'password', 'hunter2');
  updater.updateComponentState('nobody', 'password', 'hunter2');
  updater.updateComponentsOfType('Page', { password: 'hunter2' });
  updater.broadcastStateUpdate('password', 'hunter2');
  updater.updateWhere(
    function chosen() {
      return true;
    },
    'password',
    'hunter2',
  );
  const pushes = running.log.filter(({ part, level }) => part === 'updater' && level === 20);
  expect(pushes.map(({ kind, target, keys, taken }) => [kind, target, keys, taken])).toEqual([
    ['id', 'mine', ['password'], 1],
    ['id', 'nobody', ['password'], 0],
    ['type', 'Page', ['password'], 1],
    ['all', '*', ['password'], 1],
    ['where', 'chosen', ['password'], 1],
  ]);
  expect(JSON.stringify(running.log)).not.toContain('hunter2');
});

test('at trace the value is there', async () => {
  process.env['NOPAL_LOG'] = 'updater:trace';
  const running = await serve((app) => app.page('/', Page));
  running.app.updater.broadcastStateUpdate('password', 'hunter2');
  expect(running.log.find(({ msg }) => msg === 'push values')?.['values']).toEqual({ password: 'hunter2' });
});
