/** The languages that the transform reads, by file extension. */
const LANGUAGES = { '.ts': 'ts', '.mts': 'ts', '.tsx': 'tsx', '.js': 'jsx', '.mjs': 'jsx', '.jsx': 'jsx' } as const;

/** A language of oxc's parser. JavaScript is always read as JSX: `<` cannot mean anything else at an expression's start. */
export type Language = (typeof LANGUAGES)[keyof typeof LANGUAGES];

/**
 * Tells how to parse a file.
 *
 * @param file a path or URL without query
 * @returns the language, or `undefined` for what the transform leaves alone: CommonJS, declarations, other files
 */
export function languageOf(file: string): Language | undefined {
  if (/\.d\.[cm]?ts$/.test(file)) return undefined;
  const extension = /\.[cm]?[jt]sx?$/.exec(file)?.[0];
  return extension !== undefined && extension in LANGUAGES ? LANGUAGES[extension as keyof typeof LANGUAGES] : undefined;
}
