import type { RelationEntry } from '../../datamap/index.js';
import type { StatementClass } from '../../policy/index.js';
import type { CatalogSnapshot, Relation, SearchPath } from '../../sql/index.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';

/** V(P,U) in one database: everything that rewriting a statement asks about the asker. Immutable. */
export interface PermittedView {
  readonly catalog: CatalogSnapshot;
  readonly database: string;
  readonly principal: string;
  /** By which names of relations are found. Within a view that is opened, it is the view's own. */
  readonly path: SearchPath;
  /** The session's: by which the server finds what is sent without a schema. */
  readonly sessionPath: SearchPath;
  readonly unlisted: 'refuse' | 'allow';
  /** The data map lists no relation of the store: nothing of it is hidden from anybody. */
  readonly listsNothing: boolean;
  readonly may: ReadonlySet<StatementClass>;
  /** Something can be written: sequences may be used. */
  readonly writes: boolean;
  /** `schema.name` of functions outside pg_catalog that may be called. */
  readonly functions: ReadonlySet<string>;
  /** Channels of LISTEN and NOTIFY that may be used. */
  readonly channels: ReadonlySet<string>;
  /** Settings of applications, in lower case, that may be set and read. */
  readonly settings: ReadonlySet<string>;
  /** Extensions whose functions, operators and types are trusted. */
  readonly extensions: ReadonlySet<string>;
  /**
   * The relation as the asker sees it; null when neither it nor what it is part of is in the data map.
   *
   * @throws GatewayError `refused` when it is, but can't be guarded.
   */
  compiled(relation: Relation): CompiledRelation | null;
  /** The fields by which rules, of whatever purpose, or their age hide rows of the relation. */
  hidingFields(entry: RelationEntry): ReadonlySet<string>;
  /** The configuration speaks of it: the data map, or consent. */
  isConfigured(relation: { readonly schema: string; readonly name: string }): boolean;
  /** A relation that inherits from `relation` and is in the data map, although `relation` and its own ancestors are not. */
  listedDescendant(relation: Relation): Relation | null;
}
