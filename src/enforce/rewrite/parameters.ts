import { as, isStruct, listOf, nameParts, type Struct, type TreeNode } from '../../sql/index.js';
import type { PermittedView } from './permitted-view.js';
import { typesOf } from './types-named.js';

/** What is known of a statement's parameters. */
export interface Parameters {
  /** Type OIDs that the client declared, by position; 0 or absent: none. */
  readonly types: readonly number[];
  /** In how many places each stands. */
  readonly uses: ReadonlyMap<number, number>;
}

export function surveyParameters(tree: unknown, types: readonly number[]): Parameters {
  const uses = new Map<number, number>();
  count(tree, uses);
  return { types, uses };
}

/**
 * The types that parameters of a statement were declared with. PREPARE declares its own, and what a Parse message says is
 * not asked then.
 */
export function declaredTypes(
  statement: TreeNode,
  parameterTypes: readonly number[],
  view: PermittedView,
): readonly number[] {
  const prepare = as(statement, 'PrepareStmt');
  if (prepare === undefined) return parameterTypes;
  return listOf(prepare.argtypes).map((node) => oidOf(as(node, 'TypeName') ?? {}, view));
}

/** The OID, or `unknownType` for a type that is not plainly one of PostgreSQL's own. */
function oidOf(typeName: Struct, view: PermittedView): number {
  const [type, ...others] = typesOf(nameParts(typeName.names) ?? [], view);
  const isPlain = type?.schema === 'pg_catalog' && others.length === 0 && typeName.arrayBounds === undefined;
  return isPlain ? type.oid : unknownType;
}

/** No type has this OID: what is declared so can be of any. */
const unknownType = -1;

function count(value: unknown, uses: Map<number, number>): void {
  if (Array.isArray(value)) {
    for (const item of value) count(item, uses);
    return;
  }
  if (!isStruct(value)) return;
  for (const key in value) {
    const inner = value[key];
    if (key === 'ParamRef' && isStruct(inner)) {
      const number = Number(inner.number ?? 0);
      uses.set(number, (uses.get(number) ?? 0) + 1);
    } else if (key !== 'A_Const' && typeof inner === 'object') count(inner, uses);
  }
}
