/**
 * What the gateway knows of a database's catalog: an immutable snapshot, loaded elsewhere, asked here.
 * A name that it does not have is refused, never guessed. Docs: PostgreSQL "System Catalogs".
 */
export interface CatalogSnapshot {
  /** Grows with each load of this database's catalog. */
  readonly version: number;
  /** As server_version_num: 180004. */
  readonly serverVersion: number;
  /** The gateway role's default search_path as SHOW prints it, before a client changes it. */
  readonly defaultSearchPath: string;
  /** The role that the gateway's sessions run as: what `"$user"` means in a search_path. */
  readonly sessionUser: string;
  hasSchema(schema: string): boolean;
  relation(schema: string, name: string): Relation | undefined;
  relationByOid(oid: number): Relation | undefined;
  relations(): Iterable<Relation>;
  /** In every schema. */
  indexesNamed(name: string): readonly IndexInfo[];
  /** The relation that an owned sequence (`serial`, identity, OWNED BY) belongs to. */
  ownerOfSequence(oid: number): number | undefined;
  /** Every overload in every schema. Empty when there is none. */
  functionsNamed(name: string): readonly FunctionInfo[];
  functionByOid(oid: number): FunctionInfo | undefined;
  operatorsNamed(name: string): readonly OperatorInfo[];
  /** In every schema. */
  typesNamed(name: string): readonly TypeInfo[];
  typeByOid(oid: number): TypeInfo | undefined;
  castsInvolving(typeOid: number): readonly CastInfo[];
  /**
   * Casts that run a function which is not PostgreSQL's own without being written: wherever they fit, when a value is stored, or
   * (to json and text) within functions that take values of any type.
   */
  readonly foreignCasts: readonly CastInfo[];
  /** Domains whose default calls a function that is not PostgreSQL's own. */
  readonly filledDomains?: readonly TypeInfo[];
}

/** pg_class.relkind, less indexes and TOAST tables. */
export type RelationKind = 'r' | 'p' | 'v' | 'm' | 'f' | 'S' | 'c';

export interface Relation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  readonly owner: string;
  /** By attnum; dropped columns are left out. */
  readonly columns: readonly Column[];
  /** attnums of the primary key, or empty. */
  readonly primaryKey: readonly number[];
  /** OIDs of the relations that this one inherits from or is a partition of, nearest first, all the way up. */
  readonly ancestors: readonly number[];
  readonly isPartition: boolean;
  /**
   * Of a partitioned table: attnums of the columns that say which partition a row is in, also those that expressions are made of; 0 for
   * a whole row. Left out for any other.
   */
  readonly partitionedBy?: readonly number[];
  /**
   * The SELECT of a view or materialized view as pg_get_viewdef prints it (with an empty search_path: all qualified). Null for
   * other kinds, and for the views of pg_catalog and information_schema: whether those may be read is decided by name.
   */
  readonly definition: string | null;
  /** User triggers or rewrite rules (other than a view's own) stand on it. */
  readonly hasTriggers: boolean;
  readonly hasRules: boolean;
  readonly rowSecurity: boolean;
  /** Reading it may fail for what is in it: policies call functions of the store's own, or rows of it are another server's (PostgreSQL docs, CREATE POLICY, CREATE FOREIGN TABLE). */
  readonly runsCode?: boolean;
  /** Foreign keys that refer to it, and do something to what refers; left out when there are none. */
  readonly cascades?: readonly Cascade[];
  /** A view WITH CHECK OPTION. */
  readonly checksRows?: boolean;
  /** The extension that owns it. */
  readonly extension: string | null;
  /** A transaction that is still open has made or changed it: its columns are not known for certain. */
  readonly isPending?: boolean;
}

/** What a foreign key does to rows that refer to one that goes, or gets another key (PostgreSQL docs, 5.5.5). */
export interface Cascade {
  /** OID of the relation whose rows refer. */
  readonly relation: number;
  /** attnums of what they refer to. */
  readonly key: readonly number[];
  /** attnums of their columns that are written when the row goes; `rows` when they go along; null when nothing is done. */
  readonly onDelete: readonly number[] | 'rows' | null;
  /** The same when its key changes. */
  readonly onUpdate: readonly number[] | null;
  /** A partition's copy of one of its table's (PostgreSQL docs, pg_constraint.conparentid), by which a row that moves to another partition is still there. */
  readonly isCopy?: boolean;
}

export interface IndexInfo {
  readonly schema: string;
  readonly name: string;
  /** OID of the relation that it is on. */
  readonly relation: number;
  /** attnums of its columns, included ones too; 0 for an expression. */
  readonly attributes: readonly number[];
  /** It has a WHERE. */
  readonly isPartial: boolean;
}

export interface Column {
  readonly name: string;
  readonly attnum: number;
  readonly typeOid: number;
  readonly typmod: number;
  /** format_type(typeOid, typmod) with an empty search_path: `character varying(50)`, `public.mood`. */
  readonly declared: string;
  /** typname of the base type: domains are resolved to what they stand on. */
  readonly baseTypname: string;
  /** The column's collation, schema-qualified and quoted, when it is not its type's default. */
  readonly collation: string | null;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly generated: boolean;
  /** Generated, and worked out whenever it is read (PostgreSQL 18 docs, 5.4): then it can raise. */
  readonly virtual?: boolean;
  readonly identity: boolean;
}

export interface FunctionInfo {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** prokind: function, procedure, aggregate, window. */
  readonly kind: 'f' | 'p' | 'a' | 'w';
  readonly leakproof: boolean;
  readonly volatility: 'i' | 's' | 'v';
  readonly securityDefiner: boolean;
  readonly returnsSet: boolean;
  readonly returnType: number;
  readonly argumentTypes: readonly number[];
  /** How many arguments, the last ones, may be left out. */
  readonly defaults: number;
  /** Names of OUT and TABLE columns, in order; empty when there are none. */
  readonly outNames: readonly string[];
  readonly extension: string | null;
}

export interface OperatorInfo {
  readonly schema: string;
  readonly name: string;
  readonly leftType: number;
  readonly rightType: number;
  /** Of the function behind it. */
  readonly leakproof: boolean;
  readonly extension: string | null;
}

export interface TypeInfo {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** pg_type.typtype: base, composite, domain, enum, pseudo, range, multirange. */
  readonly kind: 'b' | 'c' | 'd' | 'e' | 'p' | 'r' | 'm';
  readonly category: string;
  /** The OID of the type that a domain stands on, that a range is of, or of a multirange's ranges; else 0. */
  readonly baseType: number;
  /** The element's OID for a true array, else 0. */
  readonly elementType: number;
  /** The composite type's relation, else 0. */
  readonly relation: number;
  /** OIDs of functions that a domain's constraints call, by an operator too; PostgreSQL's own are left out. */
  readonly checkedBy?: readonly number[];
  /** The same of those that its default calls. */
  readonly filledBy?: readonly number[];
  readonly extension: string | null;
}

export interface CastInfo {
  readonly source: number;
  readonly target: number;
  /** pg_cast.castcontext: only when asked for, when a value is stored, or wherever it fits. */
  readonly context: 'e' | 'a' | 'i';
  /** OID of the function, or 0 (binary coercible, or by text in and out). */
  readonly functionOid: number;
  readonly leakproof: boolean;
}

/** Port: where snapshots come from. One for each (store, database). */
export interface CatalogSource {
  /** The newest snapshot. Throws GatewayError when none could be loaded yet. */
  current(): CatalogSnapshot;
  /**
   * Sees what was committed before the call; an unchanged catalog stays the same snapshot. Calls that can share a load do.
   * Rejects with GatewayError, and then `current` throws as well once it is too old.
   */
  refresh(): Promise<CatalogSnapshot>;
}

/** The first OID of what is not PostgreSQL's own: FirstNormalObjectId of transam.h. */
export const firstOwnOid = 16_384;
