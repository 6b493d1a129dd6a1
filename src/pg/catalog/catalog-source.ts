import type { Clock } from '../../base/index.js';
import { GatewayError, toGatewayError } from '../../errors/index.js';
import type { CatalogSnapshot, CatalogSource } from '../../sql/index.js';
import { ServerSession, type UpstreamTarget } from '../upstream/index.js';
import { catalogDigest, loadCatalog } from './load-catalog.js';

export interface PostgresCatalogOptions {
  readonly target: UpstreamTarget;
  readonly database: string;
  readonly clock: Clock;
  /** How often the database is asked whether its catalog changed, unasked. */
  readonly pollIntervalMs?: number;
  /** A snapshot that was not confirmed for so long is not to be trusted any more. */
  readonly ageMaxMs?: number;
  /** The first pause after a failure; it doubles up to `pollIntervalMs`. */
  readonly retryDelayMs?: number;
  /** A new snapshot is in force. */
  readonly onLoad?: (snapshot: CatalogSnapshot, tookMs: number) => void;
  readonly onFailure?: (error: GatewayError) => void;
}

const POLL_INTERVAL_MS = 30_000;
const AGE_MAX_MS = 300_000;
const RETRY_DELAY_MS = 500;

/**
 * The catalog of one database, over a connection that is opened for each look and closed after it. A look is cheap when
 * nothing changed: the database then answers with the digest of the last one, and the snapshot stays the same object.
 */
export class PostgresCatalog implements CatalogSource {
  readonly #options: PostgresCatalogOptions;
  readonly #pollIntervalMs: number;
  readonly #stopped = new AbortController();
  #snapshot: CatalogSnapshot | null = null;
  #digest = '';
  /** When the snapshot was last known to be what the database has. */
  #confirmedAt = 0;
  #running: Promise<CatalogSnapshot> | null = null;
  /** True while the running look has not read anything yet, so that it still sees what was committed until now. */
  #joinable = false;
  /** One look for everybody who came too late for the running one. */
  #next: Promise<CatalogSnapshot> | null = null;
  #failures = 0;
  #failure: { readonly error: GatewayError; readonly until: number } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: PostgresCatalogOptions) {
    this.#options = options;
    this.#pollIntervalMs = options.pollIntervalMs ?? POLL_INTERVAL_MS;
  }

  /**
   * Loads the first snapshot and goes on looking until `close`. After a failed first look it goes on as well: `current`
   * throws until one succeeds.
   *
   * @throws GatewayError when the first look failed.
   */
  async start(): Promise<CatalogSnapshot> {
    try {
      return await this.refresh();
    } finally {
      this.#schedule();
    }
  }

  current(): CatalogSnapshot {
    if (this.#snapshot === null) {
      throw new GatewayError('upstream_unavailable', 'the store’s catalog is not loaded yet', this.#causeDetails());
    }
    if (this.#options.clock.now() - this.#confirmedAt > (this.#options.ageMaxMs ?? AGE_MAX_MS)) {
      throw new GatewayError(
        'upstream_unavailable',
        'the store’s catalog could not be confirmed for too long',
        this.#causeDetails(),
      );
    }
    return this.#snapshot;
  }

  /** Sees everything that was committed before the call. Soon after a failure it rejects at once, with the same error. */
  refresh(): Promise<CatalogSnapshot> {
    if (this.#failure !== null && this.#options.clock.now() < this.#failure.until)
      return Promise.reject(this.#failure.error);
    if (this.#running === null) return this.#run();
    if (this.#joinable) return this.#running;
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.refresh();
      });
    return this.#next;
  }

  /** How long until the database is asked again after a failure, in milliseconds; 0 when it may be asked now. */
  get retryInMs(): number {
    return this.#failure === null ? 0 : Math.max(this.#failure.until - this.#options.clock.now(), 0);
  }

  /** Stops looking. What is under way is given up. */
  close(): void {
    this.#stopped.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #run(): Promise<CatalogSnapshot> {
    this.#running = this.#look()
      .then(
        (snapshot) => {
          this.#failures = 0;
          this.#failure = null;
          return snapshot;
        },
        (fault) => {
          throw this.#failed(toGatewayError(fault));
        },
      )
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #look(): Promise<CatalogSnapshot> {
    const { target, database, clock, onLoad } = this.#options;
    this.#joinable = true;
    const signal = this.#stopped.signal;
    let session: ServerSession | null = null;
    try {
      session = await ServerSession.open(target, database, { application_name: 'damask catalog', signal });
      this.#joinable = false;
      const startedAt = clock.now();
      // Asked before loading: a change in between makes the next look load again, never the other way round.
      const digest = await catalogDigest(session);
      if (
        this.#snapshot === null ||
        digest !== this.#digest ||
        session.defaultSearchPath !== this.#snapshot.defaultSearchPath
      ) {
        this.#snapshot = await loadCatalog(session, (this.#snapshot?.version ?? 0) + 1);
        this.#digest = digest;
        onLoad?.(this.#snapshot, clock.now() - startedAt);
      }
      this.#confirmedAt = startedAt;
      return this.#snapshot;
    } finally {
      this.#joinable = false;
      await session?.close();
    }
  }

  #failed(error: GatewayError): GatewayError {
    const delayMs = Math.min(
      (this.#options.retryDelayMs ?? RETRY_DELAY_MS) * 2 ** this.#failures,
      this.#pollIntervalMs,
    );
    this.#failures++;
    this.#failure = { error, until: this.#options.clock.now() + delayMs };
    if (!this.#stopped.signal.aborted) this.#options.onFailure?.(error);
    this.#schedule();
    return error;
  }

  /** Sets the timer for the next unasked look: soon after a failure, else after the poll's interval. */
  #schedule(): void {
    if (this.#stopped.signal.aborted) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const now = this.#options.clock.now();
    const delayMs = this.#failure === null ? this.#pollIntervalMs : Math.max(this.#failure.until - now, 1);
    this.#timer = setTimeout(() => {
      this.refresh().then(
        () => this.#schedule(),
        () => {},
      );
    }, delayMs);
    // A gateway that has nothing else to do may end.
    this.#timer.unref();
  }

  #causeDetails(): { cause?: GatewayError } {
    return this.#failure === null ? {} : { cause: this.#failure.error };
  }
}
