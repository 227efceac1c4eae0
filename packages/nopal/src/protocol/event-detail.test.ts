import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEventDetail } from './event-detail.ts';

test('keeps what is documented', () => {
  const detail = {
    target: { tag: 'input', id: 'a', name: 'b', value: 'c', checked: true },
    shiftKey: true,
    button: 1,
    key: 'Enter',
    value: 'c',
    data: { one: 'x', many: ['y', 'z'] },
    submitter: null,
  };
  expect(readEventDetail(detail)).toEqual(detail);
});

test('drops what has another type or is unknown', () => {
  const detail = readEventDetail({
    target: { tag: 1, id: null, name: {}, value: 2, checked: 'yes', extra: 'x' },
    shiftKey: 1,
    button: '1',
    key: ['Enter'],
    value: {},
    data: { one: 1, many: ['y', 2, null], none: null },
    submitter: 'button',
    isTrusted: true,
  });
  expect(detail).toEqual({
    target: { tag: '', id: '', name: '' },
    data: { many: ['y'] },
    submitter: { tag: '', id: '', name: '' },
  });
});

test('a field may be named like anything that objects have', () => {
  const { data } = readEventDetail(JSON.parse('{"data":{"__proto__":"a","constructor":"b","toString":["c"]}}'));
  expect(Object.entries(data as object)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', ['c']],
  ]);
  expect((data as { polluted?: unknown }).polluted).toBeUndefined();
});

test('whatever a browser sent, the outcome is frozen and has the documented shape', () => {
  const names = fc.constantFrom(
    'target',
    'altKey',
    'button',
    'key',
    'repeat',
    'value',
    'data',
    'submitter',
    '__proto__',
    'x',
  );
  const target = expect.objectContaining({
    tag: expect.any(String) as string,
    id: expect.any(String) as string,
    name: expect.any(String) as string,
  }) as object;
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue()), (sent) => {
      const detail = readEventDetail(sent);
      expect(Object.isFrozen(detail)).toBe(true);
      expect(detail['target']).toEqual(target);
      expect(['undefined', 'boolean']).toContain(typeof detail['altKey']);
      expect(['undefined', 'number']).toContain(typeof detail['button']);
      for (const field of Object.values((detail['data'] as object | undefined) ?? {}) as unknown[])
        expect([field].flat().every((item) => typeof item === 'string')).toBe(true);
    }),
  );
});
