/** What a page says who it is with: its token, and the checksum of what was recorded. */
export interface Claim {
  readonly token: string;
  readonly checksum: number;
}
