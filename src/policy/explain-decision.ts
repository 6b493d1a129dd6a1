import { printRelationName } from '../datamap/index.js';
import type { MaskSpec } from '../masks/index.js';
import type { FieldDecision, PolicyDecision, RelationDecision, ResourceDecision, RowRequirement } from './decision.js';
import { printName } from './print-name.js';

/** A decision as plain data (it survives JSON), for whoever shows it to a person. */
export interface DecisionExplanation {
  readonly principal: string;
  readonly purpose: string;
  readonly rowsMax: number | null;
  /** ISO 8601; null when the clock changes nothing. */
  readonly validUntil: string | null;
  readonly relations: readonly RelationExplanation[];
}

export interface RelationExplanation {
  readonly store: string;
  /** Its name; of a resource, its method and path: `GET /v1/contacts`. */
  readonly relation: string;
  /** In the order of the data map. */
  readonly fields: readonly FieldExplanation[];
  readonly rows: readonly RowExplanation[];
}

export interface FieldExplanation {
  readonly column: string;
  readonly category: string | null;
  /** `absent`: withheld by taking the column away. */
  readonly decision: 'pass' | 'mask' | 'withhold' | 'absent';
  readonly mask: MaskSpec | null;
  readonly rule: string | null;
  readonly agreement: string | null;
  readonly because: string;
  readonly writable: boolean;
}

export interface RowExplanation {
  readonly kind: RowRequirement['kind'];
  readonly rule: string | null;
  readonly requires: string;
}

/** Explains a decision: all of its relations, or only those whose keys (`shop:public.customers`) are given. */
export function explainDecision(decision: PolicyDecision, keys?: ReadonlySet<string>): DecisionExplanation {
  const chosen = [...decision.relations].filter(([key]) => keys === undefined || keys.has(key));
  return {
    principal: decision.asker.principal,
    purpose: decision.asker.purpose,
    rowsMax: decision.rowsMax,
    validUntil: Number.isFinite(decision.validUntil) ? new Date(decision.validUntil).toISOString() : null,
    relations: chosen.map(([, relation]) => explainRelation(relation)),
  };
}

function explainRelation({ entry, fields, rows, writable }: RelationDecision): RelationExplanation {
  return {
    store: entry.store,
    relation: printRelationName(entry.relation),
    fields: [...fields].map(([column, decision]) => explainField(column, decision, writable.has(column))),
    rows: rows.map(explainRow),
  };
}

/** The same of a resource of an HTTP store. What stands outside of its records comes behind their fields. */
export function explainResource({ entry, fields, envelope, rows, writable }: ResourceDecision): RelationExplanation {
  return {
    store: entry.store,
    relation: entry.resource,
    fields: [
      ...[...fields].map(([path, decision]) => explainField(path, decision, writable.has(path))),
      ...[...envelope].map(([path, decision]) => explainField(`$.${path}`, decision, false)),
    ],
    rows: rows.map(explainRow),
  };
}

function explainField(column: string, decision: FieldDecision, writable: boolean): FieldExplanation {
  const absent = decision.kind === 'withhold' && decision.absent;
  return {
    column,
    category: decision.reason.category,
    decision: absent ? 'absent' : decision.kind,
    mask: decision.kind === 'mask' ? decision.mask : null,
    rule: decision.reason.rule,
    agreement: decision.reason.agreement,
    because: decision.reason.because,
    writable,
  };
}

function explainRow(row: RowRequirement): RowExplanation {
  switch (row.kind) {
    case 'consent':
      return { kind: row.kind, rule: null, requires: `the subject's consent to ${printName(row.purpose)}` };
    case 'no_objection':
      return { kind: row.kind, rule: null, requires: `that the subject has not objected to ${printName(row.purpose)}` };
    case 'rule':
      return { kind: row.kind, rule: row.rule, requires: row.condition.source };
    case 'retention':
      return {
        kind: row.kind,
        rule: null,
        requires: `that ${printName(row.column)} is no older than ${row.months} months and ${row.days} days`,
      };
  }
}
