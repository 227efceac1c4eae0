import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { localOrigins, type Options, parseCommand, UsageError } from './options.ts';

function options(args: readonly string[], env: NodeJS.ProcessEnv = {}): Options {
  const command = parseCommand(args, env);
  if (command.kind !== 'run') throw new Error('This asks for help.');
  return command.options;
}

describe('the command line', () => {
  test('without options the history is in memory and only the chat itself is let in', () => {
    expect(options([])).toEqual({ origins: localOrigins, requireOrigin: false, allowNullOrigin: true });
  });

  test('names a folder, other origins, and that an origin is required', () => {
    const given = ['--data', 'kept', '--origin', 'https://Example.com/', '--origin', 'http://a:1', '--require-origin'];
    expect(options(given)).toEqual({
      data: path.resolve('kept'),
      origins: [...localOrigins, 'https://example.com', 'http://a:1'],
      requireOrigin: true,
      allowNullOrigin: true,
    });
  });

  test('documents without an origin are let in during development alone', () => {
    expect(options([], { NODE_ENV: 'production' }).allowNullOrigin).toBe(false);
    expect(options([], { NODE_ENV: 'development' }).allowNullOrigin).toBe(true);
  });

  test('asks for help', () => {
    expect(parseCommand(['--help', '--require-origin'], {})).toEqual({ kind: 'help' });
  });

  test.each([
    [['--port', '1']],
    [['--data']],
    [['stray']],
    [['--origin', 'example.com']],
    [['--origin', 'https://example.com/page']],
    [['--origin', 'null']],
    [['--origin', '*']],
  ])('%j is refused', (args) => {
    expect(() => parseCommand(args, {})).toThrow(UsageError);
  });
});
