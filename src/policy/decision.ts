import type { RelationEntry, ResourceEntry } from '../datamap/index.js';
import type { MaskSpec } from '../masks/index.js';
import type { RuleExpression } from '../rules/index.js';

/** Who asks, for what. */
export interface Asker {
  readonly principal: string;
  readonly purpose: string;
}

/** Why a field is shown as it is: what a person can be told. */
export interface DecisionReason {
  /** Null for a column that nobody classified. */
  readonly category: string | null;
  /** The rule that decided; null when none spoke. */
  readonly rule: string | null;
  /** The agreement that covers, or fails to cover, the category. */
  readonly agreement: string | null;
  /** One short sentence. */
  readonly because: string;
}

export type FieldDecision =
  | { readonly kind: 'pass'; readonly reason: DecisionReason }
  | { readonly kind: 'mask'; readonly mask: MaskSpec; readonly reason: DecisionReason }
  | { readonly kind: 'withhold'; readonly absent: boolean; readonly reason: DecisionReason };

/** A condition that every row shown must meet. All of a relation's are required. */
export type RowRequirement =
  | { readonly kind: 'consent'; readonly purpose: string }
  | { readonly kind: 'no_objection'; readonly purpose: string }
  | { readonly kind: 'rule'; readonly rule: string; readonly condition: RuleExpression }
  | { readonly kind: 'retention'; readonly column: string; readonly months: number; readonly days: number };

/** What one asker may see and write of one relation. Worked out ahead of time. */
export interface RelationDecision {
  readonly entry: RelationEntry;
  /** By column, for the columns that the data map names. Any other column is withheld (see `unclassified`). */
  readonly fields: ReadonlyMap<string, FieldDecision>;
  readonly unclassified: FieldDecision;
  readonly rows: readonly RowRequirement[];
  /** Columns that may be written. */
  readonly writable: ReadonlySet<string>;
}

/** What one asker may see and write of one resource of an HTTP store. Fields by their paths as in the data map. */
export interface ResourceDecision {
  readonly entry: ResourceEntry;
  /** Of a record. Any other member is withheld. */
  readonly fields: ReadonlyMap<string, FieldDecision>;
  /** Outside of the records. */
  readonly envelope: ReadonlyMap<string, FieldDecision>;
  readonly headers: ReadonlyMap<string, FieldDecision>;
  readonly rows: readonly RowRequirement[];
  readonly writable: ReadonlySet<string>;
  /** Every field may be written, so that a whole record may be deleted. */
  readonly deletable: boolean;
}

/** The answer to one asker, for all relations and resources of a store, until `validUntil`. */
export interface PolicyDecision {
  readonly asker: Asker;
  /** Keyed by `store:schema.name`. */
  readonly relations: ReadonlyMap<string, RelationDecision>;
  /** Keyed by `store:METHOD /path`. */
  readonly resources: ReadonlyMap<string, ResourceDecision>;
  /** The least of the matching rules' limits; null: none. */
  readonly rowsMax: number | null;
  /** Ms since 1970: a clock boundary (agreement, training) after which it must be worked out anew. Infinity: none. */
  readonly validUntil: number;
}

/** A refusal of the whole request: the purpose is not the principal's, the agreement is not in force … */
export interface PolicyRefusal {
  readonly kind: 'refusal';
  readonly message: string;
  readonly hint: string;
}
