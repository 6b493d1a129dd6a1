/** What operators do to a database, or to all (null). */
export interface DatabaseOrder {
  readonly kind: 'pause' | 'resume' | 'disable' | 'enable' | 'kill' | 'reconnect';
  readonly database: string | null;
}

/** Which databases are paused and disabled. Plain data: a worker that is started later is told. */
export interface SwitchState {
  /** All are, but for those that were resumed since. */
  readonly isPaused: boolean;
  readonly resumed: readonly string[];
  readonly paused: readonly string[];
  readonly disabled: readonly string[];
}

/** Remembers what operators did, until they undo it or the gateway is started anew. */
export class DatabaseSwitches {
  #isPaused = false;
  readonly #resumed = new Set<string>();
  readonly #paused = new Set<string>();
  readonly #disabled = new Set<string>();

  get state(): SwitchState {
    return {
      isPaused: this.#isPaused,
      resumed: [...this.#resumed],
      paused: [...this.#paused],
      disabled: [...this.#disabled],
    };
  }

  isPaused(database: string): boolean {
    return this.#paused.has(database) || (this.#isPaused && !this.#resumed.has(database));
  }

  isDisabled(database: string): boolean {
    return this.#disabled.has(database);
  }

  turn({ kind, database }: DatabaseOrder): void {
    if (kind === 'disable' && database !== null) this.#disabled.add(database);
    else if (kind === 'enable' && database !== null) this.#disabled.delete(database);
    else if (kind === 'pause' || kind === 'kill') {
      if (database === null) {
        this.#isPaused = true;
        this.#resumed.clear();
      } else this.#paused.add(database);
    } else if (kind === 'resume') {
      if (database === null) {
        this.#isPaused = false;
        this.#paused.clear();
      } else {
        this.#paused.delete(database);
        this.#resumed.add(database);
      }
    }
  }

  restore({ isPaused, resumed, paused, disabled }: SwitchState): void {
    this.#isPaused = isPaused;
    this.#resumed.clear();
    this.#paused.clear();
    for (const database of resumed) this.#resumed.add(database);
    this.#disabled.clear();
    for (const database of paused) this.#paused.add(database);
    for (const database of disabled) this.#disabled.add(database);
  }
}
