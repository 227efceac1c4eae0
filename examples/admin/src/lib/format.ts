/** Numbers and times for people, the same for everybody: pages are rendered on the server and shared. */

const number = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** `1234567` → `1,234,567`. */
export function formatNumber(value: number): string {
  return number.format(value);
}

/** @param share 0–1: `0.125` → `12.5%`. */
export function formatPercent(share: number): string {
  return percent.format(share);
}

/** @param ms milliseconds, 0 or more: `950` → `1 s`, `83000` → `1 min 23 s`, `3720000` → `1 h 2 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const bytes = ['B', 'KB', 'MB', 'GB'] as const;

/** @param size bytes, 0 or more: `15300000` → `15.3 MB`. */
export function formatBytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < bytes.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${bytes[unit]}`;
}

/** @param count what is counted by the word: `count(1, 'visitor')` → `1 visitor`. */
export function count(value: number, word: string, words = `${word}s`): string {
  return `${formatNumber(value)} ${value === 1 ? word : words}`;
}
