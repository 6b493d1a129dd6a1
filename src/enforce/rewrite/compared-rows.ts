import { as, listOf } from '../../sql/index.js';
import { comparesSafely, type Family } from './family.js';

export const comparisons: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

/** What is known of columns that a value, or a row of values, is compared with. */
export type ColumnsCompared = readonly { readonly family: Family }[];

/** Comparing the two raises on none: rows are compared value by value (PostgreSQL docs, 9.25.5), where both are written as such. */
export function comparesNodes(left: unknown, right: unknown, familyOf: (node: unknown) => Family): boolean {
  const values = valuesOf(right);
  if (values === null) return valuesOf(left) === null && comparesSafely(familyOf(left), familyOf(right));
  return (
    valuesOf(left) !== null &&
    comparesRow(
      left,
      values.map((value) => ({ family: familyOf(value) })),
      familyOf,
    )
  );
}

/** The same of a value, or a row of as many, and columns. */
export function comparesRow(node: unknown, columns: ColumnsCompared, familyOf: (node: unknown) => Family): boolean {
  const values = valuesOf(node) ?? [node];
  return (
    values.length === columns.length &&
    columns.every(({ family }, index) => comparesSafely(familyOf(values[index]), family))
  );
}

function valuesOf(node: unknown): readonly unknown[] | null {
  const row = as(node, 'RowExpr');
  return row === undefined ? null : listOf(row.args);
}
