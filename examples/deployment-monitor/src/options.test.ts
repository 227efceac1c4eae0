import { expect, test } from 'vitest';
import { UsageError } from './arguments.ts';
import { parseCommand, usage } from './options.ts';

test('without arguments it waits for the button, at the usual pace', () => {
  expect(parseCommand([])).toEqual({
    kind: 'run',
    options: { watch: false, paceMs: 2000, idleMs: 5000, pauseMs: 30_000, failureRate: 0.2 },
  });
});

test('every option is read', () => {
  const args = '--watch --pace 0 --idle 0.5 --pause 1 --failure-rate 1 --seed 7'.split(' ');
  expect(parseCommand(args)).toEqual({
    kind: 'run',
    options: { watch: true, paceMs: 0, idleMs: 500, pauseMs: 1000, failureRate: 1, seed: 7 },
  });
});

test('help is asked for, and names every option', () => {
  expect(parseCommand(['--help'])).toEqual({ kind: 'help' });
  for (const option of ['--watch', '--idle', '--pause', '--pace', '--failure-rate', '--seed', '--help']) {
    expect(usage).toContain(option);
  }
});

test.each([
  [['--pace', 'fast'], '--pace needs a number from 0 to 86400, but got "fast".'],
  [['--pace', ''], '--pace needs a number'],
  [['--idle=-1'], '--idle needs a number'],
  [['--pause', 'Infinity'], '--pause needs a number'],
  [['--failure-rate', '1.5'], '--failure-rate needs a number from 0 to 1'],
  [['--seed', '1.5'], '--seed needs an integer'],
  [['--pace'], '--pace'],
  [['--speed', '3'], '--speed'],
  [['now'], 'now'],
])('%j is refused with the reason', (args, message) => {
  expect(() => parseCommand(args)).toThrow(UsageError);
  expect(() => parseCommand(args)).toThrow(message);
});
