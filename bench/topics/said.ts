/** What somebody says in a room. */
export interface Said {
  readonly from: string;
  readonly text: string;
}

const DIGITS = 8;

/** The n-th message: 100 bytes of JSON, so that all take the same on the wire, and none is like another. */
export function said(n: number): Said {
  return {
    from: 'User1234',
    text: `${String(n).padStart(DIGITS, '0')} is what I say, and that is as long as much that people say now`,
  };
}

/** The size of a message as JSON. */
export const SAID_BYTES = JSON.stringify(said(0)).length;
