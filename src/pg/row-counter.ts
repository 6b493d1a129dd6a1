import type { SessionObserver } from './observer.js';
import type { Portal } from './portal-book.js';

const UNLIMITED = 0x3fffffff;

/** Counts the rows of one answer against its limit: one subtraction a row. */
export class RowCounter {
  readonly #observer: SessionObserver;
  #started = false;
  #left = 0;
  #counted = 0;
  #limited = false;
  #portal: Portal | null = null;

  constructor(observer: SessionObserver) {
    this.#observer = observer;
  }

  get started(): boolean {
    return this.#started;
  }

  /** An answer begins. A portal that was suspended goes on with what it had left. `rowsMax` null: no limit. */
  start(rowsMax: number | null, portal: Portal | null): void {
    this.#started = true;
    this.#portal = portal;
    this.#limited = rowsMax !== null;
    this.#left = rowsMax === null ? UNLIMITED : Math.max(0, rowsMax - (portal?.rowsSent ?? 0));
    this.#counted = this.#left;
  }

  /** One row more. False when it is one too many. */
  count(): boolean {
    if (this.#left > 0) {
      this.#left -= 1;
      return true;
    }
    if (this.#limited) return false;
    this.#report();
    this.#left = UNLIMITED - 1;
    this.#counted = UNLIMITED;
    return true;
  }

  /** The answer is over, or suspended. */
  stop(): void {
    if (!this.#started) return;
    this.#started = false;
    this.#report();
  }

  #report(): void {
    const rows = this.#counted - this.#left;
    this.#counted = this.#left;
    if (this.#portal !== null) this.#portal.rowsSent += rows;
    if (rows > 0) this.#observer.rows(rows);
  }
}
