/** Arguments that cannot be understood; the message says which and what would be right. */
export class UsageError extends Error {
  readonly code = 'ERR_USAGE';
  override readonly name = 'UsageError';
}

/**
 * Reads a number that stands on the command line.
 *
 * @throws {UsageError} for what is no number, or none from `min` to `max`
 */
export function number(option: string, text: string, min: number, max: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} needs a number from ${min} to ${max}, but got "${text}".`);
}
