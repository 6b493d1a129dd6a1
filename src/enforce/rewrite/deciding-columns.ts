import { as, isStruct, listOf, nameParts } from '../../sql/index.js';

/**
 * The names of columns that stand in an expression as values, or may. What stands in the tests of CASE alone only decides which
 * value it is, as the columns of a WHERE do: `CASE WHEN id = 1 THEN 5 WHEN id = 2 THEN 7 END` is how ORMs write several rows in one
 * UPDATE. A subquery counts as a value, wherever it stands.
 */
export function valueColumns(expression: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  collect(expression, false, names);
  return names;
}

function collect(value: unknown, decides: boolean, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, decides, names);
    return;
  }
  if (!isStruct(value)) return;
  const reference = as(value, 'ColumnRef');
  const choice = as(value, 'CaseExpr');
  if (reference !== undefined) {
    const name = nameParts(reference.fields)?.at(-1);
    if (name !== undefined && !decides) names.add(name);
  } else if (choice !== undefined) {
    collect(choice.arg, true, names);
    for (const branch of listOf(choice.args)) {
      const { expr, result } = as(branch, 'CaseWhen') ?? {};
      collect(expr, true, names);
      collect(result, decides, names);
    }
    collect(choice.defresult, decides, names);
  } else {
    const below = decides && as(value, 'SubLink') === undefined;
    for (const key in value) if (key !== 'A_Const') collect(value[key], below, names);
  }
}
