import { expect, test } from 'vitest';
import { Intake } from './intake.ts';

test('what may not be taken yet waits, in order, while the source is held up', () => {
  const log: string[] = [];
  let left = 2;
  const source = { pause: () => log.push('pause'), resume: () => log.push('resume') };
  const intake = new Intake(
    source,
    () => left-- > 0,
    (message) => log.push(message),
  );
  for (const message of ['a', 'b', 'c', 'd', 'e']) intake.push(message);
  expect([log, intake.isPaused]).toEqual([['a', 'b', 'pause'], true]);
  left = 1;
  intake.go();
  expect(log).toEqual(['a', 'b', 'pause', 'c']);
  left = 10;
  intake.go();
  intake.push('f');
  expect([log, intake.isPaused]).toEqual([['a', 'b', 'pause', 'c', 'd', 'e', 'resume', 'f'], false]);
});

test('what waits can be forgotten', () => {
  const taken: string[] = [];
  let may = false;
  const intake = new Intake(
    { pause: () => undefined, resume: () => undefined },
    () => may,
    (message) => taken.push(message),
  );
  intake.push('a');
  intake.clear();
  may = true;
  intake.go();
  expect(taken).toEqual([]);
});
