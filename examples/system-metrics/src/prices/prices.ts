/** What a few made-up shares cost at one moment. */
export interface Prices {
  /** The price of each symbol, above 0, with at most two decimals, in a currency that does not exist. */
  readonly prices: Readonly<Record<string, number>>;
  /** When it was quoted: whole seconds since 1970 (Unix time). */
  readonly timestamp: number;
}
