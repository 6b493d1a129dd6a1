import { as, isStruct, listOf, nameParts, type Struct, stringNode, type TreeNode } from '../../sql/index.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import { resolve, type Scope, type ScopeItem } from './scope.js';

/**
 * PostgreSQL lets a query that groups by a table's primary key select the table's other columns (docs, 7.2.3: functional
 * dependency). It does not know a key of a subquery. So where a guard's key is grouped by, the columns of it that the
 * query names are grouped by too, which changes no group.
 */
export function extendGroupBy(select: Struct, scope: Scope): void {
  const grouped = listOf(select.groupClause);
  if (grouped.length === 0 || grouped.some((node) => as(node, 'GroupingSet') !== undefined)) return;
  const columns = grouped.map((node) => meant(node, select)).flatMap((node) => columnOf(node, scope) ?? []);
  const added: TreeNode[] = [];
  for (const item of scope.items) {
    if (item.guard === null || item.alias === null || item.renamed) continue;
    const names = columns.filter((column) => column.item === item).map((column) => column.name);
    if (!holdsKey(item, names)) continue;
    const { alias } = item;
    const others = namedColumns([select.targetList, select.havingClause, select.sortClause], item, scope);
    for (const name of others) {
      if (!names.includes(name)) added.push({ ColumnRef: { fields: [stringNode(alias), stringNode(name)] } });
    }
  }
  if (added.length > 0) select.groupClause = [...grouped, ...added];
}

/** GROUP BY 2 and GROUP BY an output name mean an output column. */
function meant(node: TreeNode, select: Struct): unknown {
  const ordinal = as(as(node, 'A_Const'), 'ival')?.ival;
  if (typeof ordinal === 'number') return as(listOf(select.targetList)[ordinal - 1], 'ResTarget')?.val;
  return node;
}

function columnOf(node: unknown, scope: Scope): { readonly item: ScopeItem; readonly name: string } | null {
  const parts = nameParts(as(node, 'ColumnRef')?.fields);
  if (parts === null || parts.length === 0) return null;
  const meaning = resolve(scope, parts);
  return meaning.kind === 'column' ? { item: meaning.item, name: meaning.column.name } : null;
}

/** The whole key is grouped by, and what is seen of it is as unique as it is. */
function holdsKey(item: ScopeItem, names: readonly string[]): boolean {
  const compiled = item.guard?.compiled;
  if (compiled === undefined || compiled.relation.primaryKey.length === 0) return false;
  return compiled.relation.primaryKey.every((attnum) => {
    const name = compiled.relation.columns.find((column) => column.attnum === attnum)?.name ?? '';
    const column = compiledColumn(compiled, name);
    return names.includes(name) && column !== undefined && column.shown !== 'absent' && column.injective;
  });
}

/** The columns of an item that expressions name, stars included; subqueries too. */
function namedColumns(tree: unknown, item: ScopeItem, scope: Scope): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isStruct(value)) return;
    const fields = listOf(as(value, 'ColumnRef')?.fields);
    if (fields.length > 0 && as(fields.at(-1), 'A_Star') !== undefined) {
      const [alias] = nameParts(fields.slice(0, -1)) ?? [];
      if (alias === undefined || alias === item.alias) for (const { name } of item.columns ?? []) found.add(name);
    }
    const column = columnOf(value, scope);
    if (column?.item === item) found.add(column.name);
    for (const key in value) if (key !== 'A_Const') visit(value[key]);
  };
  visit(tree);
  return found;
}
