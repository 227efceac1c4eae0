import { NopalError } from '../protocol/error.ts';
import { currentFrame } from './frame.ts';

/**
 * Renders this component at most so many times a second, however often its state or props change: for what changes
 * faster than anybody looks, such as a chart. The newest values are shown when its turn comes. Other components of the
 * page are not held back, and neither is the first render.
 *
 * @param framesPerSecond more than 0; 0.5 is once in two seconds
 * @throws NopalError `frame-rate` for a number that is no rate; `hook-outside-render`
 * @example
 * ```tsx
 * function Load() {
 *   useFrameRate(2);
 *   const [percent] = useState(0);
 *   return <meter value={percent} max={100} />;
 * }
 * ```
 */
export function useFrameRate(framesPerSecond: number): void {
  const frame = currentFrame('useFrameRate');
  frame.frameRate = checkFrameRate(framesPerSecond, `<${frame.info.name}>`);
}

/**
 * A frame rate, if it is one.
 *
 * @param whose who asked for it, for the message
 * @throws NopalError `frame-rate`
 */
export function checkFrameRate(framesPerSecond: number, whose: string): number {
  if (framesPerSecond > 0 && framesPerSecond < Infinity) return framesPerSecond;
  throw new NopalError(
    'frame-rate',
    `${whose} wants ${framesPerSecond} frames per second.`,
    'Give a number above 0, such as 10; 0.5 is once in two seconds.',
  );
}
