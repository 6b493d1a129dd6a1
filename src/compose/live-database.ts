import type { ServerSession } from '../pg/index.js';
import type { PostgresStoreSettings, Settings } from '../settings/index.js';
import type { CatalogSnapshot } from '../sql/index.js';

/** One database of a store, connected to. */
export interface LiveDatabase {
  readonly settings: Settings;
  readonly store: PostgresStoreSettings;
  readonly database: string;
  readonly catalog: CatalogSnapshot;
  /** The gateway's own role, logged in. */
  readonly session: ServerSession;
  error(path: readonly (string | number)[], message: string): void;
  warning(path: readonly (string | number)[], message: string): void;
  /** Whether the configuration has a list at a path. */
  isList(path: readonly (string | number)[]): boolean;
}
