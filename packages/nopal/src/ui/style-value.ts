/** What ends a token that this scanner reads as a whole. */
const STRING_END = { '"': /["\\\n\r\f]/g, "'": /['\\\n\r\f]/g };
// CSS's white space, not JavaScript's: a no-break space before a quote makes it part of the address.
const BARE_URL = /[ \t\n\r\f]*[^ \t\n\r\f"'()\\]*[ \t\n\r\f]*\)/y;
const QUOTED_URL = /[ \t\n\r\f]*["']/y;
const WORD_BEFORE = /([\s\S]?)url$/i;
/** NUL and other controls, save the ones CSS takes for white space. */
const CONTROL = /[\u0000-\u0008\u000B\u000E-\u001F\u007F]/;
const INTERESTING = /["'()[\]{};\\]|\/\*|<!--/g;

/**
 * Why a CSS value would not stay one value, by the tokens of CSS Syntax Level 3; `null` when it does.
 *
 * Stricter than CSS where that costs little: braces and escapes outside quotes are refused, although some are harmless.
 *
 * @returns the rest of a sentence that begins with "which"
 */
export function valueProblem(value: string): string | null {
  if (CONTROL.test(value)) return 'holds a control character';
  const open: string[] = [];
  let match: RegExpExecArray | null;
  INTERESTING.lastIndex = 0;
  while ((match = INTERESTING.exec(value)) !== null) {
    const token = match[0];
    switch (token) {
      case '"':
      case "'": {
        const end = endOfString(value, INTERESTING.lastIndex, token);
        if (end < 0) return 'has a quote that is not closed on its line';
        INTERESTING.lastIndex = end;
        break;
      }
      case '(': {
        const end = endOfBareUrl(value, match.index);
        if (end === undefined) open.push(')');
        else if (end < 0) return 'has a url() that CSS cannot read; put its address into quotes';
        else INTERESTING.lastIndex = end;
        break;
      }
      case '[':
        open.push(']');
        break;
      case ')':
      case ']':
        if (open.pop() !== token) return `has a ${token} without its ${token === ')' ? '(' : '['}`;
        break;
      case ';':
        if (open.length === 0) return 'would begin a second declaration at its semicolon';
        break;
      case '\\':
        return 'has a backslash outside quotes';
      case '/*':
        return 'has a comment';
      default:
        return `has a ${token} outside quotes`;
    }
  }
  return open.length === 0 ? null : `lacks a closing ${open.at(-1)}`;
}

/** Where the string that began before `from` is over; -1 when a line break or the value's end comes first. */
function endOfString(value: string, from: number, quote: '"' | "'"): number {
  const pattern = STRING_END[quote];
  pattern.lastIndex = from;
  for (let match = pattern.exec(value); match !== null; match = pattern.exec(value)) {
    if (match[0] === quote) return pattern.lastIndex;
    if (match[0] !== '\\') return -1;
    const escaped = value.charAt(pattern.lastIndex);
    if (escaped === '' || /[\n\r\f]/.test(escaped)) return -1;
    pattern.lastIndex += 1;
  }
  return -1;
}

/**
 * Where a `url(` without quotes is over; -1 when it cannot be told how CSS would read it; undefined when it is none.
 *
 * Only as a word of its own does `url(` begin a bare address; after a letter it is the end of another function's name.
 */
function endOfBareUrl(value: string, parenthesis: number): number | undefined {
  const before = WORD_BEFORE.exec(value.slice(Math.max(0, parenthesis - 4), parenthesis))?.[1];
  if (before === undefined || /[-\w]/.test(before)) return undefined;
  QUOTED_URL.lastIndex = BARE_URL.lastIndex = parenthesis + 1;
  if (QUOTED_URL.test(value)) return undefined;
  return /^[ \t\n\r\f,(/)]?$/.test(before) && BARE_URL.test(value) ? BARE_URL.lastIndex : -1;
}
