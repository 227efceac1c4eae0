/** A page that somebody looked at. */
export interface PageView {
  /** ISO 8601. */
  at: string;
  /** See `pageName`: there are only as many as the app has. */
  page: string;
  visitorId: string;
}

/** What was counted, of which the statistics are made. */
export interface VisitCounts {
  visitors: number;
  /** Visitors who started a deployment or an export. */
  converted: number;
  pageViews: number;
  /** Views in each of the last minutes, the current one last. */
  viewsPerMinute: readonly { minute: string; views: number }[];
  /** Most viewed first. */
  pages: readonly { page: string; views: number }[];
}

/** How much is remembered: visitors, the last views one by one, and minutes. */
export const remembered = { visitors: 50_000, views: 20_000, minutes: 30 } as const;

const minuteMs = 60_000;

/** Counts the app's own visitors since it was started. */
export class Visits {
  /** Whether each visitor converted; who came longest ago is first. */
  readonly #visitors = new Map<string, boolean>();
  readonly #views: PageView[] = [];
  readonly #pages = new Map<string, number>();
  readonly #minutes = new Map<number, number>();
  #pageViews = 0;

  /** The last page views, oldest first. */
  get views(): readonly PageView[] {
    return this.#views;
  }

  /**
   * Counts a page view.
   *
   * @param now milliseconds since 1970.
   */
  view(visitorId: string, page: string, now = Date.now()): void {
    this.#touch(visitorId, false);
    this.#pageViews += 1;
    this.#pages.set(page, (this.#pages.get(page) ?? 0) + 1);
    const minute = Math.floor(now / minuteMs);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
    for (const old of this.#minutes.keys()) if (old <= minute - remembered.minutes) this.#minutes.delete(old);
    this.#views.push({ at: new Date(now).toISOString(), page, visitorId });
    // In blocks, so that it is not moved with every view.
    if (this.#views.length >= remembered.views * 1.1) this.#views.splice(0, this.#views.length - remembered.views);
  }

  /** Counts a visitor as one who did what the app is for: started a deployment or an export. */
  convert(visitorId: string): void {
    this.#touch(visitorId, true);
  }

  /** @param now milliseconds since 1970. */
  counts(now = Date.now()): VisitCounts {
    const current = Math.floor(now / minuteMs);
    return {
      visitors: this.#visitors.size,
      converted: [...this.#visitors.values()].filter(Boolean).length,
      pageViews: this.#pageViews,
      viewsPerMinute: Array.from({ length: remembered.minutes }, (_, i) => {
        const minute = current - remembered.minutes + 1 + i;
        return { minute: new Date(minute * minuteMs).toISOString(), views: this.#minutes.get(minute) ?? 0 };
      }),
      pages: [...this.#pages].map(([page, views]) => ({ page, views })).toSorted((a, b) => b.views - a.views),
    };
  }

  #touch(visitorId: string, converts: boolean): void {
    const converted = converts || this.#visitors.get(visitorId) === true;
    this.#visitors.delete(visitorId);
    this.#visitors.set(visitorId, converted);
    if (this.#visitors.size <= remembered.visitors) return;
    const [longestAgo] = this.#visitors.keys();
    if (longestAgo !== undefined) this.#visitors.delete(longestAgo);
  }
}

/** The ones that the shell, handlers and the service share. */
export const visits = new Visits();
