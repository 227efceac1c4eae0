import type { ComponentStateUpdater } from 'nopal';
import type { Logger } from 'pino';
import type { Settings } from '../settings/settings.ts';
import { AlertRegion } from './AlertRegion.tsx';
import { alerts, newAlert, shownAlerts } from './alert.ts';
import { postAlert } from './outgoing-webhook.ts';

interface Options {
  updater: Pick<ComponentStateUpdater, 'updateComponentsOfType'>;
  logger: Logger;
  /** Where alerts are posted to as well. */
  webhook: string | undefined;
  settings: () => Pick<Settings, 'notifications' | 'email'>;
}

/** Tells everybody who has a page open, and a webhook, that something failed. */
export class Alerts {
  readonly #options: Options;
  readonly #stop = new AbortController();
  readonly #posting = new Set<Promise<boolean>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Not retained: an alert is for those who are there when it happens; the page it links to is for all. */
  raise(text: string, href: string): void {
    const { updater, logger, webhook, settings } = this.#options;
    const alert = newAlert(text, href);
    updater.updateComponentsOfType(AlertRegion, alerts, (shown) => [...shown, alert].slice(-shownAlerts));
    const { notifications, email } = settings();
    if (webhook === undefined || !notifications) return;
    const posting = postAlert(alert, email, { url: webhook, logger, signal: this.#stop.signal });
    this.#posting.add(posting);
    void posting.finally(() => this.#posting.delete(posting));
  }

  /** A background service: when the app ends, so do the attempts to reach the webhook. */
  async execute(signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
      if (signal.aborted) resolve(undefined);
    });
    this.#stop.abort();
    await Promise.all(this.#posting);
  }
}
