import { expect, test } from 'vitest';
import { checkRpcOptions } from './rpc-options.ts';

test('options that there are pass', () => {
  const options = { origins: ['https://a.example', 'http://localhost:5173'], requireOrigin: true, limits: {} };
  expect(() => checkRpcOptions('/api', options)).not.toThrow();
});

test('an option that there is none of is refused by its name', () => {
  expect(() => checkRpcOptions('/api', { limitz: {} } as object)).toThrow(/given limitz.*limits, .*\[rpc-option\]/);
});

test.each(['a.example', 'https://a.example/', 'https://a.example/path', '*', 'HTTPS://A.example'])(
  '%s is no origin',
  (origin) => {
    expect(() => checkRpcOptions('/api', { origins: [origin] })).toThrow(/is no origin.*\[rpc-option\]/);
  },
);
