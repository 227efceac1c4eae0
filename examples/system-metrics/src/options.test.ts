import { describe, expect, test } from 'vitest';
import { parseCommand, usage, UsageError } from './options.ts';

describe('the command line', () => {
  test('without options this machine is measured, and prices are always the same', () => {
    expect(parseCommand([])).toEqual({ kind: 'run', options: { simulate: false, seed: 1 } });
  });

  test('names a seed, and that metrics are made up', () => {
    expect(parseCommand(['--simulate', '--seed', '42'])).toEqual({
      kind: 'run',
      options: { simulate: true, seed: 42 },
    });
  });

  test('asks for help, which names every option and PORT', () => {
    expect(parseCommand(['--help', '--simulate'])).toEqual({ kind: 'help' });
    for (const name of ['--simulate', '--seed', '--help', 'PORT']) expect(usage).toContain(name);
  });

  test.each([
    [['--port', '1']],
    [['--seed']],
    [['stray']],
    [['--seed', 'seven']],
    [['--seed', '']],
    [['--seed', '1.5']],
    [['--seed=-1']],
    [['--seed', '4294967296']],
    [['--simulate=yes']],
  ])('%j is refused', (args) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
  });
});
