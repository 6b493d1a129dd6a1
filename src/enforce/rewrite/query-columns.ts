import { once } from '../../base/index.js';
import { as, isStruct, listOf, nameParts, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { countColumns } from './bounds.js';
import type { RewriteContext } from './context.js';
import { familyOfOutput } from './family.js';
import { outputName } from './output-name.js';
import { columnsByStar, findItem, type Scope, type ScopeColumn, type ScopeItem, starColumns } from './scope.js';
import { familyOf } from './totality.js';

/** The columns of a select list, worked out before it is rewritten. */
export function outputColumns(select: Struct, scope: Scope, context: RewriteContext): readonly ScopeColumn[] | null {
  const columns: ScopeColumn[] = [];
  const ofAll = once(() => starColumns(scope));
  for (const node of listOf(select.targetList)) {
    const target = as(node, 'ResTarget');
    const value = target?.val;
    if (target === undefined || !isStruct(value)) return null;
    const star = starItems(value as TreeNode, scope);
    if (star === undefined) {
      const name = textOf(target.name) ?? outputName(value as TreeNode);
      if (name === null) return null;
      columns.push({ name, family: familyOfOutput(familyOf(value, scope, context)) });
      continue;
    }
    const [item = unknownItem] = star;
    const given = isBareStar(value) ? ofAll() : columnsByStar(item);
    if (given === null) return null;
    countColumns(given.length, context);
    for (const column of given) columns.push(column);
  }
  return columns;
}

/** `*` itself, which means each of the columns by which items are joined once. */
export function isBareStar(value: unknown): boolean {
  const fields = listOf(as(value, 'ColumnRef')?.fields);
  return fields.length === 1 && as(fields[0], 'A_Star') !== undefined;
}

/** The items that `*` or `alias.*` stands for; undefined when the expression is no star. */
export function starItems(value: TreeNode, scope: Scope): readonly ScopeItem[] | undefined {
  if (as(value, 'A_Indirection') !== undefined) {
    const steps = listOf(as(value, 'A_Indirection')?.indirection);
    return as(steps.at(-1), 'A_Star') === undefined ? undefined : [unknownItem];
  }
  const fields = listOf(as(value, 'ColumnRef')?.fields);
  if (as(fields.at(-1), 'A_Star') === undefined) return undefined;
  if (fields.length === 1) return scope.items.filter((item) => !item.qualifiedOnly);
  const parts = nameParts(fields.slice(0, -1)) ?? [];
  return [findItem(scope, parts) ?? unknownItem];
}

const unknownItem: ScopeItem = {
  alias: null,
  qualified: null,
  columns: null,
  guard: null,
  target: null,
  qualifiedOnly: false,
  plain: false,
  extras: [],
  renamed: false,
};
