/**
 * Marks a longest strictly increasing subsequence (patience sorting). Negative values are not part of any.
 *
 * @returns 1 for each position that belongs to it
 */
export function longestIncreasing(values: Int32Array): Uint8Array {
  const tails = new Int32Array(values.length);
  const before = new Int32Array(values.length);
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < 0) continue;
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    before[i] = low === 0 ? -1 : (tails[low - 1] as number);
    tails[low] = i;
    if (low === length) length++;
  }
  const marks = new Uint8Array(values.length);
  for (let i = length === 0 ? -1 : (tails[length - 1] as number); i >= 0; i = before[i] as number) marks[i] = 1;
  return marks;
}
