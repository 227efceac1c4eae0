import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Alert } from './alert.ts';

export interface OutgoingWebhook {
  /** Where alerts are posted to. */
  url: string;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  signal: AbortSignal;
  /** Milliseconds that one attempt may take. */
  timeoutMs?: number;
  /** Milliseconds before the second attempt; doubled before the third. */
  pauseMs?: number;
}

/** How often an alert is tried. */
export const attempts = 3;

/**
 * Posts an alert as JSON. Its sentence is in `text`, where chat services look for it. Never rejects: what went wrong is logged.
 *
 * @returns whether it arrived.
 */
export async function postAlert(alert: Alert, contact: string, webhook: OutgoingWebhook): Promise<boolean> {
  const { url, logger, signal, timeoutMs = 5000, pauseMs = 1000 } = webhook;
  const body = JSON.stringify({ ...alert, contact });
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      await post(url, body, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      logger.info(`the alert was sent to the webhook: ${alert.text}`);
      return true;
    } catch (error) {
      if (signal.aborted) break;
      logger.warn({ err: error, attempt, of: attempts }, 'the alert could not be sent to the webhook');
      if (attempt < attempts) await sleep(pauseMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
    }
  }
  logger.error({ alert }, 'the alert was not sent; see ALERT_WEBHOOK and the warnings above');
  return false;
}

async function post(url: string, body: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal,
  });
  // Read to the end, so that the connection can be used again.
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`It answered ${response.status} ${response.statusText}.`);
}
