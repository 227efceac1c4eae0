/** Numbers and times for people, the same for everybody: the page is drawn on the server and shared. */

const percent = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const three = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const rateUnits = ['B/s', 'kB/s', 'MB/s', 'GB/s'] as const;

/** @param value 0–100: `37.25` → `37.3 %` */
export function formatPercent(value: number): string {
  return `${percent.format(value)} %`;
}

/** @param bytesPerSecond 0 or more: `1234567` → `1.23 MB/s` */
export function formatRate(bytesPerSecond: number): string {
  let value = bytesPerSecond;
  let unit = 0;
  // What would be rounded up to 1,000 is one of the next unit.
  for (; value >= 999.5 && unit < rateUnits.length - 1; unit++) value /= 1000;
  return `${three.format(value)} ${rateUnits[unit]}`;
}

/** `118.5` → `118.50`. */
export function formatPrice(value: number): string {
  return money.format(value);
}

/** The time of day in the server's time zone. @param timestamp in Unix seconds */
export function formatTime(timestamp: number): string {
  return new Date(timestamp * 1000).toLocaleTimeString('en-GB');
}
