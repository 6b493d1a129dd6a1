/** A mask as an operator writes it, read but not yet fitted to a column: `{ name: 'bucket', options: 50 }`. */
export interface MaskSpec {
  readonly name: string;
  /** What stands beside the name: a number, an object of options, or undefined. */
  readonly options: unknown;
}

/** The type of what is masked. For JSON members the gateway uses `text`, `numeric` or `bool`. */
export interface ColumnType {
  /** pg_type.typname of the base type (domains resolved): `text`, `varchar`, `bpchar`, `int4`, `timestamptz`, `uuid` … */
  readonly typname: string;
  /** The type as format_type() prints it, schema and modifier included: `character varying(50)`. */
  readonly declared: string;
}

/**
 * Where keyed masks get their key. In SQL a key is only ever named (a session setting), never written; each block is an
 * SQL expression of type bytea: the key XOR ipad, and XOR opad, of HMAC (RFC 2104), 64 bytes each.
 */
export interface MaskKeys {
  sqlBlocks(scope: KeyScope): { readonly inner: string; readonly outer: string };
  /** HMAC-SHA-256 of `message` under the scope's key: the same bytes as the SQL gives. */
  hmac(scope: KeyScope, message: Buffer): Buffer;
}

/**
 * Reads [start, end) of `bytes`, all of which are below 128, and writes what a mask makes of that text at `at` of `into`, which
 * has room for `asciiSpareBytes` more than were read. Answers where it ends; -1: it leaves this text to `apply`. What it adds is
 * printable ASCII without quote and backslash, so that a text that needed no escapes needs none afterwards.
 */
export type AsciiMask = (bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number) => number;

export interface NumberFinding {
  /** Read alike by PostgreSQL and JavaScript. */
  readonly pattern: string;
  readonly instead: string;
}

export type KeyScope = 'purpose' | 'shared';

/**
 * A mask fitted to its options. Its two twins agree to the byte.
 *
 * Invariant: both are total. No value of a type that `takes` accepts makes either throw or raise an error, which is why
 * the guard may treat the SQL twin as leakproof. NULL stays NULL (`sql` is strict in its column; `apply` never sees null).
 */
export interface Mask {
  readonly name: string;
  /** Needs MaskKeys. */
  readonly keyed: boolean;
  /**
   * Different values give different masks (for each type that it takes): equality of masks is equality of values. That is
   * so between columns of one type only, and for texts only where the collation is deterministic.
   */
  readonly injective: boolean;
  takes(type: ColumnType): boolean;
  /**
   * An SQL expression over `column` (an SQL expression, safe to repeat) of exactly the column's declared type; of a domain's
   * base type, since the domain's checks could raise. A text may have lost the column's collation.
   * Independent of search_path, DateStyle, TimeZone, and every other session setting; functions are schema-qualified.
   */
  sql(column: string, type: ColumnType, keys: MaskKeys): string;
  /** The same over the value's text form (PostgreSQL's output with ISO dates, in UTC). Null is SQL's NULL. */
  apply(value: string, type: ColumnType, keys: MaskKeys): string | null;
  /** The same as `apply` for type `text`, from bytes to bytes. Not there: the mask needs a string. */
  readonly applyAscii?: AsciiMask;
  /**
   * The value behind a mask that who holds the key can turn back; null when it is none of the type. Not there: the mask is
   * one-way.
   */
  readonly unapply?: (masked: string, type: ColumnType, keys: MaskKeys) => string | null;
  /** The same in SQL, of an expression of the column's type; null for a type that is masked one-way. */
  readonly unapplySql?: (masked: string, type: ColumnType, keys: MaskKeys) => string | null;
  /**
   * Of a mask that leaves most values as they are and shows where it did not: could this be the mask of another value than itself? Not
   * there: any mask could.
   */
  readonly altered?: (masked: string) => boolean;
  /** The same in SQL, of an expression of the column's type. */
  readonly alteredSql?: (masked: string) => string;
  /**
   * Of a mask of texts that leaves most values as they are: a document's truth values stay, and so do its numbers, but for those in whose
   * decimal form this pattern is found. They become the text `instead`. Not there: what the mask does not take is not shown.
   */
  readonly numbers?: NumberFinding;
}
