import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createLoggers, LOG_PARTS, parseLogLevels } from './logging.ts';

test('levels are read for parts and for the rest', () => {
  expect(parseLogLevels('')).toEqual({});
  expect(parseLogLevels('debug')).toEqual({ default: 'debug' });
  expect(parseLogLevels(' updater:debug, render:silent,warn ,')).toEqual({
    updater: 'debug',
    render: 'silent',
    default: 'warn',
  });
});

test.each(['updater:loud', 'nopal:debug', 'loud', 'updater:', ':debug', 'updater:debug:trace'])(
  '%j is refused',
  (text) => {
    expect(() => parseLogLevels(text)).toThrow(/names no part and level.*updater.*\[log-level\]/);
  },
);

test('each part logs through a child of its own; the environment wins over the options, those over the logger', () => {
  const loggers = createLoggers(pino({ level: 'error' }), { updater: 'info', viewers: 'warn' }, 'updater:trace');
  expect(LOG_PARTS.map((part) => [part, loggers[part].level, loggers[part].bindings()['part']])).toEqual([
    ['server', 'error', 'server'],
    ['viewers', 'warn', 'viewers'],
    ['render', 'error', 'render'],
    ['updater', 'trace', 'updater'],
    ['services', 'error', 'services'],
    ['topics', 'error', 'topics'],
    ['rpc', 'error', 'rpc'],
  ]);
  expect(createLoggers(undefined, {}, 'debug').render.level).toBe('debug');
});
