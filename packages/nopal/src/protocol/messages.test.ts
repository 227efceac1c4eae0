import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NopalError } from './error.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { decodeMessage, type ClientMessage } from './messages.ts';

const decode = (text: string): ClientMessage => decodeMessage(text, DEFAULT_LIMITS);

const VALID = [
  ['hello', 1, 'token', -5, null],
  ['hello', 1, 'token', 7, ['id', 'secret', 3], 5000],
  ['event', 1, 0, [0, 2], 'click', { target: {} }],
  ['ack', 8],
  ['pace', 1e9],
] as const;

test('decodes what a browser says', () => {
  expect(VALID.map((message) => decode(JSON.stringify(message)))).toEqual([
    { type: 'hello', version: 1, token: 'token', checksum: -5, resume: undefined, pace: 0 },
    {
      type: 'hello',
      version: 1,
      token: 'token',
      checksum: 7,
      resume: { id: 'id', secret: 'secret', frames: 3 },
      pace: 5000,
    },
    { type: 'event', number: 1, frames: 0, path: [0, 2], event: 'click', detail: { target: {} } },
    { type: 'ack', frames: 8 },
    { type: 'pace', pace: 60_000 },
  ]);
});

test.each([
  ['', 'is not JSON'],
  ['{}', 'is not an array'],
  ['[]', 'has no type'],
  ['["bye"]', 'unknown type "bye"'],
  [`["${'x'.repeat(1000)}"]`, 'unknown type'],
  ['["ack",-1]', 'negative frames'],
  ['["ack",1e400]', 'no whole number'],
  ['["ack",0.5]', 'no whole number'],
  ['["event",1,0,[],"click",{}]', 'no usable path'],
  [
    JSON.stringify(['event', 1, 0, Array.from({ length: DEFAULT_LIMITS.maxPathLength + 1 }, () => 0), 'click', {}]),
    'no usable path',
  ],
  ['["event",1,0,[-1],"click",{}]', 'negative path'],
  ['["event",1,0,[0],"on click",{}]', 'impossible event name'],
  ['["event",1,0,[0],"click",[]]', 'detail that is not an object'],
  ['["hello",1,"t",1,{"id":1}]', 'resume that is not an array'],
  ['["hello",1,"t",1,["id",2,3]]', 'no text as its secret'],
])('%.60s is refused', (text, message) => {
  expect(() => decode(text)).toThrow(
    expect.objectContaining({ code: 'bad-message', message: expect.stringContaining(message) as string }),
  );
});

/** Nothing that a browser sends may raise anything else. */
function survives(text: string): void {
  try {
    decode(text);
  } catch (error) {
    if (!(error instanceof NopalError) || error.code !== 'bad-message') throw error;
  }
}

test('whatever comes is decoded or refused', () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), survives));
  fc.assert(fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), (list) => survives(JSON.stringify(list))));
});

test('so is what was right but for one part', () => {
  const part = fc.oneof(fc.jsonValue(), fc.constantFrom(2 ** 53, -1, '', [], {}, null));
  fc.assert(
    fc.property(fc.constantFrom(...VALID), fc.nat(5), part, (message, at, value) => {
      survives(JSON.stringify((message as readonly unknown[]).with(at % message.length, value)));
    }),
    { numRuns: 500 },
  );
});

test('so is what is nested deeper than a stack', () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  survives(`[${deep}]`);
  survives(`["event",1,0,[0],"click",{"target":${deep}}]`);
  survives(`["hello",1,"t",1,${deep}]`);
});
