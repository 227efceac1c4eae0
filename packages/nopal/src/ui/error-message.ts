/** What went wrong, in words: the message of an error, or the text of whatever else was thrown. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    // Whatever it is cannot even be turned into text.
    return 'something unknown was thrown';
  }
}
