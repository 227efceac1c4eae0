import { NopalError } from '../../index.ts';

/** Options of {@link createPolling}. */
export interface PollingOptions {
  /** What ids begin with: letters, digits, `_` and `-`, at most 64. Default `'subscription_'`. */
  readonly prefix?: string | undefined;
  /** How many of the newest updates are kept for who polls late. Default 30. */
  readonly buffer?: number | undefined;
  /** After how many milliseconds without a poll a subscription is gone. Default 300,000, at most 2,147,483,647. */
  readonly expiryMs?: number | undefined;
  /** How many subscriptions there can be at a time. Default 100,000. */
  readonly maxSubscriptions?: number | undefined;
  /** The clock, in milliseconds from any start on, never going back. Default: that of the process. For tests. */
  readonly now?: (() => number) | undefined;
}

/** The same, with nothing left open. */
export type PollingSettings = { readonly [K in keyof PollingOptions]-?: NonNullable<PollingOptions[K]> };

/** The longest that timers of JavaScript wait. */
const MAX_EXPIRY_MS = 2 ** 31 - 1;

/** @throws NopalError `rpc-option` */
export function pollingSettings({
  prefix = 'subscription_',
  buffer = 30,
  expiryMs = 300_000,
  maxSubscriptions = 100_000,
  now = () => performance.now(),
}: PollingOptions): PollingSettings {
  if (typeof prefix !== 'string' || !/^[\w-]{0,64}$/.test(prefix)) {
    throw new NopalError(
      'rpc-option',
      `The prefix of polling ids is ${JSON.stringify(prefix)}.`,
      "Give at most 64 letters, digits, _ or -, like 'system_metrics_'.",
    );
  }
  checkWhole('buffer', buffer);
  checkWhole('expiryMs', expiryMs, MAX_EXPIRY_MS);
  checkWhole('maxSubscriptions', maxSubscriptions);
  return { prefix, buffer, expiryMs, maxSubscriptions, now };
}

function checkWhole(name: string, value: unknown, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most) return;
  throw new NopalError(
    'rpc-option',
    `${name} of polling is ${String(value)}.`,
    `Give a whole number from 1 to ${most}.`,
  );
}
