import type { ClientTimeouts } from './client-timeouts.js';
import type { PoolOptions } from './pool/pool-options.js';
import type { UpstreamTarget } from './upstream/index.js';

/** Where a database's statements go. */
export interface StoreRoute {
  /** The store's name in the configuration. */
  readonly store: string;
  readonly target: UpstreamTarget;
  /** How its server connections are shared; absent: each client has one of its own. */
  readonly pool?: PoolOptions | null;
  /** Absent: its clients may take as long as they like. */
  readonly timeouts?: ClientTimeouts;
  /** Clients of one principal, and of one database (`max_user_client_connections`, `max_db_client_connections`); 0: no limit. */
  readonly clientsMax?: { readonly ofPrincipal: number; readonly ofDatabase: number };
  /** The store is told where each client comes from, in its `application_name` (`application_name_add_host`). */
  readonly addsHost?: boolean;
}
