import type { DataMap } from '../datamap/index.js';
import type { MaskSpec } from '../masks/index.js';
import type { RuleExpression } from '../rules/index.js';

/** GDPR Article 6(1). */
export type LawfulBasis =
  | 'consent'
  | 'contract'
  | 'legal_obligation'
  | 'vital_interests'
  | 'public_task'
  | 'legitimate_interests';

/** Everything an operator declares about who may see what, and why. Immutable; a reload makes a new one. */
export interface Policy {
  readonly purposes: ReadonlyMap<string, Purpose>;
  readonly recipients: ReadonlyMap<string, Recipient>;
  readonly principals: ReadonlyMap<string, Principal>;
  readonly rules: readonly Rule[];
  readonly dataMap: DataMap;
}

export interface Purpose {
  readonly name: string;
  readonly title: string;
  readonly basis: LawfulBasis;
  /** It sells or shares data as the CCPA means it (Cal. Civ. Code 1798.140): a person's opt-out preference signal denies it. */
  readonly saleOrShare?: boolean;
}

/** What a recipient is to the data's controller. The controller itself and its own teams share without an agreement. */
export type RecipientRole =
  | 'controller'
  | 'internal_team'
  | 'joint_controller'
  | 'processor'
  | 'third_party'
  | 'authority';

export interface Recipient {
  readonly name: string;
  /** When given, and an outsider's, the recipient is refused while it has no agreement. */
  readonly role?: RecipientRole;
  readonly agreement: Agreement | null;
  /** Null: no limit beyond the principal's own purposes. */
  readonly purposes: ReadonlySet<string> | null;
  /** Categories (with all below them) that may be shared. Null: all. */
  readonly categories: readonly string[] | null;
}

export interface Agreement {
  readonly reference: string;
  /** Milliseconds since 1970; in force from `from` (inclusive) until `until` (exclusive: the end of the last day, UTC). */
  readonly from: number;
  readonly until: number;
}

/** Classes of statement beyond reading and declared writes. */
export type StatementClass = 'ddl' | 'maintenance' | 'explain' | 'code' | 'temp';

export interface Principal {
  readonly name: string;
  readonly recipient: string;
  readonly purposes: readonly string[];
  readonly may: ReadonlySet<StatementClass>;
  /** How many values it may look for in masked columns within a minute (`lookup: exact`). Left out: none. */
  readonly lookupsPerMinute?: number;
  /** Course to the moment (ms since 1970) until which its attestation is valid. */
  readonly training: ReadonlyMap<string, number>;
}

export interface Rule {
  readonly name: string;
  readonly purpose: string;
  readonly when: RuleCondition;
  /** Category to treatment, in the order of the file. */
  readonly fields: ReadonlyMap<string, Treatment>;
  readonly write: readonly string[];
  /** `shop:public.customers` or `crm:GET /v1/contacts` to a condition in the rule language. */
  readonly rows: ReadonlyMap<string, RuleExpression>;
  readonly rowsMax: number | null;
  /** Withheld columns are taken away instead of being NULL. */
  readonly withholdAbsent: boolean;
}

/** All that is given must hold. */
export interface RuleCondition {
  readonly principal?: string;
  readonly recipient?: string;
  readonly withoutTraining?: string;
}

export type Treatment =
  | { readonly kind: 'pass' }
  | { readonly kind: 'mask'; readonly mask: MaskSpec }
  | { readonly kind: 'withhold' };
