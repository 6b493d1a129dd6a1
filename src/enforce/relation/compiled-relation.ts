import { nullSql } from '../../masks/index.js';
import type { FieldDecision, RelationDecision } from '../../policy/index.js';
import { type Column, quoteIdentifier, type Relation } from '../../sql/index.js';
import type { StoredComparison } from './stored-comparison.js';

/** A column as one asker sees it. */
export interface CompiledColumn {
  readonly column: Column;
  readonly decision: FieldDecision;
  /** `null`: withheld as NULL; `absent`: withheld by not being there. */
  readonly shown: 'pass' | 'mask' | 'null' | 'absent';
  /** Rows may be found by its true value although it is masked: `lookup: exact`. */
  readonly lookup: boolean;
  /** Equal masks mean equal values. True for `pass`. */
  readonly injective: boolean;
  /** How what is stored may be compared in the mask's place; null where it may not, and for what is not masked. */
  readonly stored: StoredComparison | null;
  /**
   * SQL over a row called `alias`: could what is seen be other than what is stored? Null where it always could, and for what is seen as
   * it is.
   */
  readonly altered: ((alias: string) => string) | null;
  /** What stands for the column, as SQL over a row called `alias` (an identifier, quoted here). */
  sql(alias: string): string;
}

/** A relation as one asker sees it: the policy's decision, fitted to the catalog. */
export interface CompiledRelation {
  readonly relation: Relation;
  readonly decision: RelationDecision;
  /** By attnum: all columns of the relation, those that are absent too. */
  readonly columns: readonly CompiledColumn[];
  /** The rows to be seen, as an SQL condition over a row called `alias`; null when all are. It is total: it never raises. */
  readonly filter: ((alias: string) => string) | null;
  /** The same rows, by conditions that the planner leaves at the relation's own scan; null where it has none here: see scanned-here.ts. */
  readonly scanFilter: ((alias: string) => string) | null;
}

/** A column that is seen as it is. */
export function shownColumn(column: Column, decision: Extract<FieldDecision, { kind: 'pass' }>): CompiledColumn {
  return {
    column,
    decision,
    shown: 'pass',
    lookup: false,
    injective: true,
    stored: null,
    altered: null,
    sql: (alias) => `${quoteIdentifier(alias)}.${quoteIdentifier(column.name)}`,
  };
}

/** NULL of a column's type. */
export function columnNull({ baseTypname, declared }: Column): string {
  return nullSql({ typname: baseTypname, declared });
}

/** It is asked for each name of a statement. */
const byName = new WeakMap<CompiledRelation, ReadonlyMap<string, CompiledColumn>>();

export function compiledColumn(compiled: CompiledRelation, name: string): CompiledColumn | undefined {
  let columns = byName.get(compiled);
  if (columns === undefined) {
    columns = new Map(compiled.columns.map((column) => [column.column.name, column]));
    byName.set(compiled, columns);
  }
  return columns.get(name);
}

/** True when a principal may give `column` a value. */
export function isWritable(compiled: CompiledRelation, column: string): boolean {
  return compiled.decision.writable.has(column);
}

export function compiledByAttribute(compiled: CompiledRelation, attributeNumber: number): CompiledColumn | undefined {
  return compiled.columns.find((candidate) => candidate.column.attnum === attributeNumber);
}

/** For a message: the relation's name, and the column's where the attribute is one. */
export function describeColumn(compiled: CompiledRelation, attributeNumber: number): string {
  const { schema, name } = compiled.relation;
  const column = compiledByAttribute(compiled, attributeNumber)?.column.name;
  return column === undefined ? `\`${schema}.${name}\`` : `\`${schema}.${name}.${column}\``;
}
