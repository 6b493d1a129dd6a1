import type { Mask, MaskKeys } from '../../masks/index.js';
import { compileMask } from '../../masks/index.js';
import type { FieldDecision, RelationDecision } from '../../policy/index.js';
import { type Column, quoteIdentifier, type Relation } from '../../sql/index.js';
import { type ColumnKeys, columnKeys } from './column-keys.js';
import { type CompiledColumn, type CompiledRelation, columnNull, shownColumn } from './compiled-relation.js';
import { compileMemberColumn, hasMembers } from './member-column.js';
import { type FilterFacts, rowFilter } from './row-filter.js';
import { isScannedHere } from './scanned-here.js';
import { storedComparison } from './stored-comparison.js';

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
  const { columns: spokenOf } = columnKeys(relation.columns, decision.fields.keys());
  const keysOf = (name: string) => spokenOf.get(name) ?? noKeys;
  const columns = relation.columns.map((column) => {
    const spoken = keysOf(column.name);
    const compiled = compileColumn(column, {
      decision: ownDecision(spoken, decision),
      isExact: spoken.own.some((key) => decision.entry.columns.get(key)?.lookup === 'exact'),
      keys: facts.keys,
    });
    if (spoken.members.length === 0) return compiled;
    return withMembers(column, compiled, { relation, spoken, decision, keys: facts.keys });
  });
  return {
    relation,
    decision: fitted(decision, columns, keysOf),
    columns,
    filter: rowFilter(relation, decision, facts),
    scanFilter: isScannedHere(relation, facts.catalog) ? rowFilter(relation, decision, facts, 'at the scan') : null,
  };
}

const noKeys: ColumnKeys = { own: [], members: [] };

/** What the column's own category says; withheld when there is none, or it is spoken of twice. */
function ownDecision({ own }: ColumnKeys, { fields, unclassified }: RelationDecision): FieldDecision {
  const [key, ...more] = own;
  return key === undefined || more.length > 0 ? unclassified : (fields.get(key) ?? unclassified);
}

interface MembersFacts {
  readonly relation: Relation;
  readonly spoken: ColumnKeys;
  readonly decision: RelationDecision;
  readonly keys: MaskKeys;
}

/**
 * A column of which members are declared. What its own category does not show as it is, members do not show either; what it
 * passes, they may still mask or withhold.
 */
function withMembers(column: Column, whole: CompiledColumn, facts: MembersFacts): CompiledColumn {
  const { relation, spoken, decision, keys } = facts;
  const hasOwn = spoken.own.length > 0;
  if (hasOwn && whole.shown !== 'pass') return whole;
  const compiled = hasMembers(column)
    ? compileMemberColumn(column, {
        members: spoken.members,
        decisionOf: (key) => decision.fields.get(key) ?? decision.unclassified,
        own: hasOwn ? whole.decision : null,
        keys,
        name: `${relation.schema}.${relation.name}.${column.name}`,
      })
    : null;
  return compiled ?? compileColumn(column, { decision: decision.unclassified, isExact: false, keys });
}

/** The decision by the names of columns. A column with members may be written where all of it may be, and is seen as it is. */
function fitted(
  decision: RelationDecision,
  columns: readonly CompiledColumn[],
  keysOf: (name: string) => ColumnKeys,
): RelationDecision {
  const isWritable = ({ column, shown }: CompiledColumn): boolean => {
    const { own, members } = keysOf(column.name);
    if (own.length !== 1 || (members.length > 0 && shown !== 'pass')) return false;
    return [...own, ...members.map(({ key }) => key)].every((key) => decision.writable.has(key));
  };
  const isSpokenOf = ({ column }: CompiledColumn): boolean => {
    const { own, members } = keysOf(column.name);
    return own.length + members.length > 0;
  };
  return {
    ...decision,
    fields: new Map(columns.filter(isSpokenOf).map((compiled) => [compiled.column.name, compiled.decision])),
    writable: new Set(columns.filter(isWritable).map(({ column }) => column.name)),
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
      return shownColumn(column, decision);
    case 'mask': {
      const mask = compileMask(decision.mask);
      const type = { typname: column.baseTypname, declared: column.declared };
      if ('issue' in mask || !mask.takes(type)) return withheld(column, unfit(decision));
      const masked = maskedSql(mask, column, keys);
      // What is worked out when it is read could raise on rows that the filter takes away.
      const isStored = column.virtual !== true;
      const stored = isStored ? storedComparison(mask, decision.mask, column, keys) : null;
      return {
        column,
        decision,
        shown: 'mask',
        lookup: isExact && isStored,
        injective: mask.injective || stored !== null,
        stored,
        altered: mask.alteredSql === undefined ? null : (alias) => mask.alteredSql?.(masked(plain(alias))) ?? 'true',
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
    stored: null,
    altered: null,
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
