import { as, listOf, type Struct, type TreeNode, textOf } from '../../sql/index.js';

/**
 * Columns that an INSERT names and leaves to what the store puts there, in every row: as if it had not named them (PostgreSQL docs, INSERT).
 * ORMs name all columns that they know of.
 *
 * @param columns ResTargets, as many as each row has values; one that names a part of a column is none of them.
 */
export function leftToDefault(columns: unknown, rows: readonly (readonly TreeNode[])[]): ReadonlySet<string> {
  return named(columns, (index) => rows.length > 0 && rows.every((row) => isDefault(row[index])));
}

/** The same of those that are left to it in some row. */
export function sometimesLeft(columns: unknown, rows: readonly (readonly TreeNode[])[]): ReadonlySet<string> {
  return named(columns, (index) => rows.some((row) => isDefault(row[index])));
}

/** The rows of VALUES that an INSERT gives; none where it has a query. */
export function rowsOf({ selectStmt }: Struct): readonly (readonly TreeNode[])[] {
  return listOf(as(selectStmt, 'SelectStmt')?.valuesLists).map((row) => listOf(as(row, 'List')?.items));
}

function named(columns: unknown, isLeft: (index: number) => boolean): ReadonlySet<string> {
  const names = listOf(columns).flatMap((node, index) => {
    const target = as(node, 'ResTarget');
    return target !== undefined && target.indirection === undefined && isLeft(index) ? [textOf(target.name) ?? ''] : [];
  });
  return new Set(names);
}

function isDefault(value: TreeNode | undefined): boolean {
  return as(value, 'SetToDefault') !== undefined;
}
