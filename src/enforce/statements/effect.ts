import type { TemporaryRelation } from '../rewrite/temporaries.js';
import type { TemporaryView } from '../rewrite/temporary-view.js';
import type { CatalogChange } from './definitions/catalog-change.js';

/** How a statement that gave a name in the server was judged, so that it can be judged again when the name is used. */
export interface Origin {
  /** As the client wrote it. */
  readonly clientText: string;
  /** Type OIDs that a Parse message declared; 0: none. */
  readonly parameterTypes: readonly number[];
  /** As it was sent. */
  readonly sentText: string;
  /** Values that each run of it looks for among the true ones of masked columns. */
  readonly lookups: number;
  /** The key of the plan space that it was planned in. */
  readonly spaceKey: string;
  /** It names temporary tables: it is judged anew each time. */
  readonly isEarlier: boolean;
  /** The types that it brings together; null where that does not matter: see foreign-casts.ts. */
  readonly mentions: ReadonlySet<number> | null;
}

/** What a statement changes for those after it in its session, once it has been sent. */
export type Effect =
  /** SET search_path; null: back to the session's first value. */
  | { readonly kind: 'search_path'; readonly text: string | null; readonly local: boolean }
  /** SET damask.purpose; null: back to the session's first. */
  | { readonly kind: 'purpose'; readonly purpose: string | null; readonly local: boolean }
  /** PREPARE: a name in the server that stands for a statement planned under the purpose in force. */
  | { readonly kind: 'prepare'; readonly name: string; readonly origin: Origin | null }
  /** DEALLOCATE; null: all. */
  | { readonly kind: 'deallocate'; readonly name: string | null }
  /** DECLARE. `rowsMax` limits the cursor's whole answer; null: no limit. */
  | {
      readonly kind: 'declare';
      readonly name: string;
      readonly hold: boolean;
      readonly rowsMax: number | null;
      readonly origin: Origin | null;
    }
  /** FETCH of so many rows at most. */
  | { readonly kind: 'fetch'; readonly name: string; readonly rows: number }
  /** Something is new of a temporary table: it may be there, or hold what is protected. */
  | { readonly kind: 'temporary'; readonly relation: TemporaryRelation }
  /** CREATE TEMPORARY VIEW; null: DROP VIEW. */
  | { readonly kind: 'view'; readonly name: string; readonly view: TemporaryView | null }
  /** ROLLBACK TO SAVEPOINT. */
  | { readonly kind: 'rollback_part' }
  /** Something is defined anew: what later statements name may be another thing. */
  | { readonly kind: 'definition'; readonly change: CatalogChange }
  /** COMMIT, ROLLBACK. */
  | { readonly kind: 'end_transaction' }
  /** CLOSE; null: all. */
  | { readonly kind: 'close'; readonly name: string | null };
