import type { Clock, Secret } from '../base/index.js';
import type { ConsentSource } from '../consent/index.js';
import type { Policy } from '../policy/index.js';
import type { CatalogSource, StatementLimits } from '../sql/index.js';

/** What the gate is made of. A reload brings a new policy and stores; the rest stays. */
export interface GateOptions {
  readonly policy: Policy;
  readonly stores: readonly GateStore[];
  /** The operator's 32-byte secret for keyed masks; null when no mask needs one. */
  readonly pseudonymSecret: Secret<Buffer> | null;
  readonly clock: Clock;
  readonly limits: StatementLimits;
  /** Plans kept for one asker in one database. */
  readonly plansMax: number;
  readonly observer: GateObserver;
}

export interface GateStore {
  readonly name: string;
  readonly unlisted: 'refuse' | 'allow';
  readonly functions: ReadonlySet<string>;
  readonly extensions: ReadonlySet<string>;
  /** Channels whose notifications may reach clients. Left out: none. */
  readonly channels?: ReadonlySet<string>;
  /** Settings of applications (`app.user_id`) that may be set and read. Left out: none. */
  readonly settings?: ReadonlySet<string>;
  readonly consent: ConsentSource | null;
  /** The catalog of one of the store's databases; null when it is not one of them. Not asked for a store with nothing classified. */
  catalog(database: string): CatalogSource | null;
}

/** What the gate tells of its own work, for metrics. */
export interface GateObserver {
  /** A text was looked for among the plans. */
  planCache(result: 'hit' | 'miss'): void;
  /** Values that a statement looks for among the true ones of masked columns. */
  lookups(store: string, purpose: string, count: number): void;
  /** Fields of a newly planned statement, by how they are shown. */
  fields(store: string, purpose: string, decision: 'pass' | 'mask' | 'withhold', count: number): void;
}
