const FIRST_RETRY_MS = 50;

/** How long is waited after connections could not be opened, before the next is tried. */
export class LoginBackoff {
  /** Those that failed in a row; when the next may be tried, in ms of `performance.now`. */
  #failures = 0;
  #retryAtMs = 0;
  #lastFailure: Error | null = null;

  /** Why the last one failed. */
  get lastFailure(): Error | null {
    return this.#lastFailure;
  }

  mayTry(nowMs: number): boolean {
    return nowMs >= this.#retryAtMs;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#retryAtMs = 0;
  }

  /** Doubled each time, up to `retryMaxMs`, and spread: many gateways do not come back at once. */
  failed(fault: unknown, retryMaxMs: number): void {
    const delayMs = Math.min(retryMaxMs, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#retryAtMs = performance.now() + delayMs * spread();
    this.#lastFailure = fault instanceof Error ? fault : null;
  }
}

/** Between a half and one. */
function spread(): number {
  return 0.5 + (performance.now() % 1) / 2;
}
