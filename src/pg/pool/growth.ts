import { isOfParameters, Openings } from './openings.js';
import type { PoolFacts } from './pool-facts.js';
import type { LinkHost, ServerLink } from './server-link.js';
import type { Variant } from './variant.js';
import type { Variants } from './variants.js';

/** The pool that grows. */
export interface GrowthHost extends LinkHost {
  /** Connections that are there. */
  readonly size: number;
  /** A connection is there, and free. */
  opened(link: ServerLink, variant: Variant): void;
  /** None could be opened: sends away who waits, or those of one variant. */
  deny(error: Error, variant: Variant | null): void;
  /** There may be room for others. */
  serve(): void;
}

/** When a pool opens connections: for who waits, within its size, and as many as it is to keep. */
export class Growth {
  readonly #facts: PoolFacts;
  readonly #variants: Variants;
  readonly #host: GrowthHost;
  readonly #openings: Openings;

  constructor(facts: PoolFacts, variants: Variants, host: GrowthHost) {
    this.#facts = facts;
    this.#variants = variants;
    this.#host = host;
    this.#openings = new Openings(facts);
  }

  /** Connections that are being opened. */
  get opening(): number {
    return this.#openings.count;
  }

  /**
   * Opens a connection for who has waited since `sinceMs`, in the place of an idle one of another variant if need be. False when
   * there is no room.
   */
  makeRoomFor(variant: Variant, sinceMs: number): boolean {
    const { poolSize, reserveSize, reserveTimeoutMs } = this.#facts.options();
    const nowMs = performance.now();
    if (!this.#openings.backoff.mayTry(nowMs)) {
      const { lastFailure } = this.#openings.backoff;
      if (this.#host.size === 0 && lastFailure !== null) this.#host.deny(lastFailure, null);
      return false;
    }
    const isLate = reserveSize > 0 && nowMs - sinceMs > reserveTimeoutMs;
    const sizeMax = poolSize + (isLate ? reserveSize : 0);
    if (this.#size >= sizeMax || !this.#facts.mayOpen()) {
      const spare = this.#variants.spareOf(variant);
      if (spare === null) return false;
      spare.close();
    }
    this.#open(variant);
    return true;
  }

  /** Opens one where there are fewer than `poolSizeMin`, as long as somebody is logged in. */
  keepLeast(poolSizeMin: number): void {
    if (this.#size >= poolSizeMin || !this.#openings.backoff.mayTry(performance.now())) return;
    for (const variant of this.#variants) {
      if (variant.clients === 0) continue;
      this.#open(variant);
      return;
    }
  }

  /** None is opened any more. */
  abort(): void {
    this.#openings.abort();
  }

  get #size(): number {
    return this.#host.size + this.#openings.count;
  }

  #open(variant: Variant): void {
    this.#openings.open(variant, this.#host).then(
      (link) => this.#host.opened(link, variant),
      (fault: Error) => {
        // Nobody knows yet whether a server takes these parameters at all.
        if (variant.statuses === null || isOfParameters(fault)) this.#host.deny(fault, variant);
        else if (this.#host.size === 0) this.#host.deny(fault, null);
        this.#host.serve();
      },
    );
  }
}
