import { expect, test } from 'vitest';
import { UsageError } from 'deployment-monitor/arguments';
import { defaultData, parseCommand, usage } from './options.ts';

test('without arguments it runs in its own folder and posts alerts nowhere', () => {
  expect(parseCommand([], {})).toMatchObject({
    kind: 'run',
    options: { watch: false, paceMs: 1000, failureRate: 0.2, exportRate: 20_000 },
  });
  const command = parseCommand([], {});
  expect(command.kind === 'run' && [`${command.options.data}/`, command.options.alertWebhook]).toEqual([
    defaultData,
    undefined,
  ]);
});

test('options and environment are read', () => {
  const args = '--watch --pace 0 --failure-rate 1 --export-rate 500 --data /tmp/x'.split(' ');
  expect(parseCommand(args, { ALERT_WEBHOOK: 'https://chat.example.com/hook' })).toEqual({
    kind: 'run',
    options: {
      watch: true,
      paceMs: 0,
      failureRate: 1,
      exportRate: 500,
      data: '/tmp/x',
      alertWebhook: 'https://chat.example.com/hook',
    },
  });
});

test('help is asked for, and names every option and variable', () => {
  expect(parseCommand(['--help'], {})).toEqual({ kind: 'help' });
  for (const name of ['--watch', '--pace', '--failure-rate', '--export-rate', '--data', '--help']) {
    expect(usage).toContain(name);
  }
  for (const name of ['PORT', 'ALERT_WEBHOOK', 'GITHUB_WEBHOOK_SECRET', 'JENKINS_WEBHOOK_SECRET']) {
    expect(usage).toContain(name);
  }
});

test.each([
  [['--pace', 'fast'], {}, '--pace needs a number from 0 to 3600, but got "fast".'],
  [['--failure-rate', '2'], {}, '--failure-rate needs'],
  [['--export-rate', '0'], {}, '--export-rate needs'],
  [['--speed'], {}, '--speed'],
  [[], { ALERT_WEBHOOK: 'chat' }, 'ALERT_WEBHOOK needs a URL'],
])('%j with %j is refused with the reason', (args, env, message) => {
  expect(() => parseCommand(args, env)).toThrow(UsageError);
  expect(() => parseCommand(args, env)).toThrow(message);
});
