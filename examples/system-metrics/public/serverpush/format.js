/** Numbers and times for people. */

const percent = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const change = new Intl.NumberFormat('en', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const rateUnits = ['B/s', 'kB/s', 'MB/s', 'GB/s'];

/** @param {number} value 0–100: `37.25` → `37.3 %` */
export const formatPercent = (value) => `${percent.format(value)} %`;

/** `1234567` → `1.23 MB/s`. @param {number} value bytes per second, 0 or more */
export function formatRate(value) {
  let unit = 0;
  // What would be rounded up to 1,000 is one of the next unit.
  for (; value >= 999.5 && unit < rateUnits.length - 1; unit++) value /= 1000;
  return `${three.format(value)} ${rateUnits[unit]}`;
}

/** `118.5` → `118.50`. */
export const formatPrice = (value) => money.format(value);

/** `-0.5` → `-0.50`, `0.5` → `+0.50`. */
export const formatChange = (value) => change.format(value);

/** The time of day here. @param {number} ms since 1970 */
export const formatTime = (ms) => new Date(ms).toLocaleTimeString('en-GB');

/** `7400` → `7 s`, `83000` → `1 min 23 s`. @param {number} ms 0 or more */
export function formatAge(ms) {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
