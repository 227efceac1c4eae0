import { expect, test } from 'vitest';
import { renderOne } from '../../test/support/render.ts';
import { checkFrameRate, useFrameRate } from './frame-rate.ts';
import { useState } from './hooks.ts';

function Chart({ rate }: { rate: number }) {
  useFrameRate(rate);
  const [percent] = useState(0);
  return <meter value={percent} />;
}

function Plain() {
  return <p>plain</p>;
}

test('a rendering knows the rate that its component asked for, with no state cell for it', () => {
  const rendering = renderOne(Chart, { rate: 0.5 });
  expect([rendering.frameRate, rendering.cells.length]).toEqual([0.5, 1]);
  expect(renderOne(Plain).frameRate).toBeUndefined();
});

test.each([0, -1, NaN, Infinity])('%s is no rate', (rate) => {
  expect(() => renderOne(Chart, { rate })).toThrowError(
    expect.objectContaining({ code: 'frame-rate', message: expect.stringContaining('<Chart>') as string }),
  );
  expect(() => checkFrameRate(rate, 'Page X')).toThrowError(
    expect.objectContaining({ code: 'frame-rate', message: expect.stringContaining(`Page X wants ${rate}`) as string }),
  );
});

test('outside of a render there is nothing to set the rate of', () => {
  expect(() => useFrameRate(1)).toThrowError(expect.objectContaining({ code: 'hook-outside-render' }));
});
