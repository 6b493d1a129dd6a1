import type { UpstreamTarget } from '../upstream/index.js';
import type { PoolOptions } from './pool-options.js';

/** What a pool tells of itself. */
export interface PoolObserver {
  waited(seconds: number): void;
  /** A connection could not be had. */
  failed(fault: unknown): void;
}

/** Which pool it is, and what it hangs on. */
export interface PoolFacts {
  readonly store: string;
  readonly database: string;
  /** Read at each use: a reload may change them. */
  readonly options: () => PoolOptions;
  readonly target: () => UpstreamTarget;
  /** May one more connection be opened to the database? */
  readonly mayOpen: () => boolean;
  readonly observer: PoolObserver;
}
