/** A text of so many characters that has nothing in common with the one before, so that all of it is sent. */
export function textOf(n: number, length: number): string {
  return (n % 36 ** 4)
    .toString(36)
    .padStart(4, '0')
    .split('')
    .toReversed()
    .join('')
    .repeat(length / 4);
}
