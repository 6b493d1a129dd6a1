import type { JsonPath } from './path.js';
import type { PendingRecord } from './transform.js';

export type ScalarType = 'string' | 'number' | 'boolean';

/** What a mask writes: a string, true, false, null, a number by its text, or undefined: the value is left out. */
export type MaskedScalar = string | boolean | null | undefined | { readonly number: string };

/**
 * Masks one scalar. `text` is the string itself, the number's digits as they came, or `true`/`false`; null is never asked,
 * it stays null. Must be total: what it throws ends the document.
 */
export type MaskScalar = (text: string, type: ScalarType) => MaskedScalar;

/**
 * The same as a MaskScalar, for a string of ASCII that has no escape: reads [start, end) of `bytes`, writes a string that needs
 * none either at `at` of `into`, which has room for `asciiSpareBytes` more, and answers where it ends. -1: it leaves it to `mask`.
 */
export type MaskAscii = (bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number) => number;

export const asciiSpareBytes = 16;

/** How the values of one place come out. */
export type Treatment =
  /** Copied byte for byte, with all that is below. */
  | { readonly kind: 'pass' }
  /** Left out, with its member name and all that is below. */
  | { readonly kind: 'withhold' }
  /** Null, whatever is there, with all that is below. */
  | { readonly kind: 'null' }
  /**
   * Every scalar is masked. An array's elements are masked one by one unless `arrays` says withhold; an object is left out
   * unless `objects` says each: then its values are masked, and its member names are written as they came.
   */
  | {
      readonly kind: 'mask';
      readonly mask: MaskScalar;
      readonly ascii?: MaskAscii;
      readonly arrays?: 'each' | 'withhold';
      readonly objects?: 'each' | 'withhold';
      /** Told of each null that comes; it stays null. */
      readonly onNull?: () => void;
    }
  /**
   * A string that holds a JSON document of its own: it is transformed by `plan` (which may not filter) and written back as a
   * string. One that does not hold such a document ends the transform. Anything but a string is left out.
   */
  | { readonly kind: 'decode'; readonly encoding: 'json' | 'base64+json'; readonly plan: DocumentPlan };

/** A place and its treatment. */
export interface FieldPlan {
  readonly path: JsonPath;
  readonly treatment: Treatment;
}

/** Objects whose member names are data, such as `{"ada@example.com": {…}}`. */
export interface KeysPlan {
  /** The object, not its members. */
  readonly path: JsonPath;
  /**
   * `pass` writes the names as they came. A function gives the name to write, or undefined to leave the member out; two that
   * come out alike are told apart by `~2`, `~3`, ….
   */
  readonly names: 'pass' | ((name: string) => string | undefined);
}

/** Values that are records: what rows are in SQL. */
export interface RecordsPlan {
  readonly path: JsonPath;
  /** From the record on: `$` is the record. */
  readonly fields: readonly FieldPlan[];
  readonly keys?: readonly KeysPlan[];
  /**
   * When present, each record is held until `resolve` says whether it stays. The paths, from the record on, are of the
   * values that this takes, withheld ones among them; names and indexes only, and not into a record inside. May be empty.
   */
  readonly filter?: RecordsFilter;
  /** What a member whose value is a record that does not stay becomes. Default `absent`. An element goes in any case. */
  readonly dropped?: 'absent' | 'null';
}

export interface RecordsFilter {
  readonly reads: readonly JsonPath[];
  /** Says of each record as it ends whether it stays, so that none waits for `resolve`. All filters of a plan have it, or none. */
  readonly decide?: (values: PendingRecord['values']) => boolean;
}

/**
 * What comes out of a document.
 *
 * Where several places cover a value the deepest speaks; where two stand at the same depth the stricter: withhold, null, mask,
 * decode, pass. What no place covers is left out, at any depth; objects and arrays on the way to a covered place are kept.
 * A member name is written only when a path names it, a `keys` rule covers it, or the object that holds it passes: a
 * wildcard or `..` alone does not show names. At a record all starts anew: nothing from outside covers what is inside.
 */
export interface DocumentPlan {
  readonly records: readonly RecordsPlan[];
  /** Places outside records, from the root on: `$.next`. */
  readonly fields?: readonly FieldPlan[];
  readonly keys?: readonly KeysPlan[];
  /** `folded`: names are compared after NFC and without regard to case. Default `exact`. */
  readonly names?: 'exact' | 'folded';
  /** Two members of one name in an object: `refuse` (default), or `each` is treated by itself. */
  readonly duplicates?: 'refuse' | 'each';
  /** What is counted. Default `fields`; with `records` a field that is withheld counts as one that nobody declared. */
  readonly counts?: 'fields' | 'records';
  /** More records than these end the transform. */
  readonly recordsMax?: number;
}
