import type { Mask, MaskKeys } from '../../masks/index.js';
import { compileMask } from '../../masks/index.js';
import type { FieldDecision, RelationDecision } from '../../policy/index.js';
import { type Column, quoteIdentifier, type Relation } from '../../sql/index.js';
import { type CompiledColumn, type CompiledRelation, columnNull } from './compiled-relation.js';
import { type FilterFacts, rowFilter } from './row-filter.js';

export interface CompileFacts extends FilterFacts {
  readonly keys: MaskKeys;
}

/**
 * Fits a decision to a relation of the catalog. A column that the decision does not name is withheld, and so is one whose
 * mask does not take its type: `damask check` reports that, and the guard must not guess.
 *
 * @throws GatewayError `refused` when a row requirement can't be expressed.
 */
export function compileRelation(relation: Relation, decision: RelationDecision, facts: CompileFacts): CompiledRelation {
  return {
    relation,
    decision,
    columns: relation.columns.map((column) =>
      compileColumn(column, {
        decision: decision.fields.get(column.name) ?? decision.unclassified,
        isExact: decision.entry.columns.get(column.name)?.lookup === 'exact',
        keys: facts.keys,
      }),
    ),
    filter: rowFilter(relation, decision, facts),
  };
}

interface ColumnFacts {
  readonly decision: FieldDecision;
  readonly isExact: boolean;
  readonly keys: MaskKeys;
}

function compileColumn(column: Column, { decision, isExact, keys }: ColumnFacts): CompiledColumn {
  const name = quoteIdentifier(column.name);
  const plain = (alias: string) => `${quoteIdentifier(alias)}.${name}`;
  switch (decision.kind) {
    case 'pass':
      return { column, decision, shown: 'pass', lookup: false, injective: true, sql: plain };
    case 'mask': {
      const mask = compileMask(decision.mask);
      const type = { typname: column.baseTypname, declared: column.declared };
      if ('issue' in mask || !mask.takes(type)) return withheld(column, unfit(decision));
      const masked = maskedSql(mask, column, keys);
      return {
        column,
        decision,
        shown: 'mask',
        lookup: isExact,
        injective: mask.injective,
        sql: (alias) => masked(plain(alias)),
      };
    }
    case 'withhold':
      return withheld(column, decision);
    default:
      return decision satisfies never;
  }
}

function maskedSql(mask: Mask, column: Column, keys: MaskKeys): (plain: string) => string {
  const type = { typname: column.baseTypname, declared: column.declared };
  return (plain) => collated(mask.sql(plain, type, keys), column);
}

function withheld(column: Column, decision: Extract<FieldDecision, { kind: 'withhold' }>): CompiledColumn {
  const sql = collated(columnNull(column), column);
  return {
    column,
    decision,
    shown: decision.absent ? 'absent' : 'null',
    lookup: false,
    injective: false,
    sql: () => sql,
  };
}

/** An expression loses the column's collation; comparisons of masks must use it all the same. */
function collated(sql: string, column: Column): string {
  return column.collation === null ? sql : `((${sql}) COLLATE ${column.collation})`;
}

function unfit(decision: Extract<FieldDecision, { kind: 'mask' }>): Extract<FieldDecision, { kind: 'withhold' }> {
  return {
    kind: 'withhold',
    absent: false,
    reason: { ...decision.reason, because: `mask \`${decision.mask.name}\` does not take the column's type` },
  };
}
