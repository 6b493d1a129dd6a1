import type { Clock } from '../base/index.js';

const minuteMs = 60_000;

/** Lookups of each principal in the last minute, in this process. The number of entries is bounded by the limit itself. */
export class LookupBudget {
  readonly #clock: Clock;
  readonly #used = new Map<string, { readonly at: number; readonly count: number }[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** May a principal look for `count` more values now, with at most `perMinute` in any minute? */
  allows(principal: string, count: number, perMinute: number): boolean {
    const recent = this.#recent(principal);
    return recent.reduce((sum, entry) => sum + entry.count, count) <= perMinute;
  }

  use(principal: string, count: number): void {
    this.#recent(principal).push({ at: this.#clock.now(), count });
  }

  #recent(principal: string): { readonly at: number; readonly count: number }[] {
    const since = this.#clock.now() - minuteMs;
    const recent = (this.#used.get(principal) ?? []).filter(({ at }) => at > since);
    this.#used.set(principal, recent);
    return recent;
  }
}
