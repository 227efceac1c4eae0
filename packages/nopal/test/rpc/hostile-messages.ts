/** Messages of Cap'n Web as nobody should send them: of its grammar by and large, with everything possible in each place. */
import fc from 'fast-check';
import type { Line } from './support.ts';

/** Mostly what there is, or soon will be; and what no id should be. */
const id = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 10, arbitrary: fc.integer({ min: -4, max: -1 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(0.5, -0.5, 1e9, -1e9, 2 ** 31, 2 ** 32 - 2, 2 ** 32, 2 ** 53, 1e308, '1', null),
  },
);
const count = fc.oneof(
  { weight: 20, arbitrary: fc.constant<unknown>(1) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(0, -1, 0.5, 2, 1e308, '1', null) },
);
const METHODS = 'add echo fail slow slowChild child list call tell adder keep subscribe count sum hoard'.split(' ');
const ODD_NAMES = 'constructor __proto__ then toString double name write close abort length state secret'.split(' ');
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...METHODS) },
  { weight: 3, arbitrary: fc.constantFrom(...ODD_NAMES) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(0, -1, 0.5, null, ['add']) },
);
const path = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(name) },
  { weight: 2, arbitrary: fc.array(name, { maxLength: 3 }) },
);

const plain = fc.oneof(
  fc.constantFrom<unknown>(1, 2.5, 'text', true, null),
  fc.constantFrom<readonly unknown[]>(
    ['date', 1],
    ['date', 'now'],
    ['bigint', '12345678901234567890'],
    ['bigint', 'x'],
    ['bytes', 'AAECAwQFBgc'],
    ['bytes', 'AAECAwQFBgc', 'Float64Array'],
    ['bytes', 'AAE', 'Float64Array'],
    ['bytes', 1],
    ['undefined'],
    ['inf'],
    ['nan'],
    ['url', 'http://x.example/'],
    ['url', '//'],
    ['headers', [['a', 'b']]],
    ['headers', [['a\n', 'b']]],
    ['regexp', '(a+)+$'],
    ['error', '__proto__', 'm'],
    ['error', 'AggregateError', 'm', 'at x', { errors: [[1]], stack: 1, toString: 2 }],
    [],
    [1, 2],
  ),
);

/** Anything that is evaluated. */
const { expression } = fc.letrec<{ expression: unknown; values: unknown[]; call: unknown; remap: unknown }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 6, arbitrary: plain },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom('import', 'pipeline', 'export', 'promise', 'writable'), id) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('readable'), id) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('import', 'pipeline'), id, path) },
    { weight: 4, arbitrary: tie('call') },
    { weight: 2, arbitrary: tie('remap') },
    { weight: 1, arbitrary: fc.tuple(fc.constant('blob'), fc.constant('text/plain'), tie('expression')) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('response'), tie('expression'), fc.constant({ status: 200 })) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constant('request'),
        fc.constant('http://x.example/'),
        fc.record({ method: fc.constant('POST'), body: tie('expression'), duplex: fc.constant('half') }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.dictionary(fc.constantFrom('a', 'then', 'toJSON', '__proto__'), tie('expression'), { maxKeys: 2 }),
    },
    { weight: 1, arbitrary: fc.tuple(tie('values')) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constant('error'),
        fc.constant('Error'),
        fc.constant('m'),
        fc.constant(null),
        fc.record({ cause: tie('expression') }),
      ),
    },
  ),
  values: fc.array(tie('expression'), { maxLength: 3 }),
  call: fc.tuple(fc.constantFrom('pipeline', 'pipeline', 'import'), id, path, tie('values')),
  remap: fc.tuple(
    fc.constant('remap'),
    id,
    fc.oneof(fc.constant([]), path),
    fc.array(fc.tuple(fc.constantFrom('import', 'export'), id), { maxLength: 2 }),
    tie('values'),
  ),
}));

const main = fc.tuple(
  fc.constant('pipeline'),
  fc.constant(0),
  fc.tuple(fc.constantFrom(...METHODS)),
  fc.array(expression, { maxLength: 2 }),
);

/** What is done to a stream. */
const streamed = fc.tuple(
  fc.constant('pipeline'),
  id,
  fc.tuple(fc.constantFrom('write', 'write', 'write', 'close', 'abort')),
  fc.array(expression, { maxLength: 1 }),
);

/** One message. */
export const hostileLine: fc.Arbitrary<Line> = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(fc.constant('push'), main) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('push'), expression) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('pull'), id) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('release'), id, count) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('resolve', 'reject'), id, expression) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('stream', 'stream', 'push'), streamed) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('stream'), expression) },
  { weight: 3, arbitrary: fc.constant(['pipe']) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('abort'), expression) },
);

/** What a client says in one session. */
export const hostileSession: fc.Arbitrary<readonly Line[]> = fc.array(hostileLine, { minLength: 1, maxLength: 25 });
