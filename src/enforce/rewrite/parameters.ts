import {
  as,
  isStruct,
  listOf,
  nameParts,
  preparableKinds,
  type Struct,
  type TreeNode,
  tagOf,
} from '../../sql/index.js';
import type { PermittedView } from './permitted-view.js';
import { typesOf } from './types-named.js';

/** What is known of a statement's parameters. */
export interface Parameters {
  /** Type OIDs that the client declared, by position; 0 or absent: none. */
  readonly types: readonly number[];
  /** In how many places each stands. */
  readonly uses: ReadonlyMap<number, number>;
  /** Those that stand in casts alone, and each to one type. */
  readonly castAlike: ReadonlySet<number>;
  /** A Bind of the statement itself gives them: those of PREPARE are for EXECUTE to give. */
  readonly areBound: boolean;
}

export function surveyParameters(tree: unknown, types: readonly number[]): Parameters {
  const uses = new Map<number, number>();
  const casts = new Map<number, string[]>();
  count(tree, uses, casts);
  const castAlike = [...casts].filter(([number, to]) => to.length === uses.get(number) && new Set(to).size === 1);
  const areBound = isStruct(tree) && preparableKinds.has(tagOf(tree as TreeNode) ?? '');
  return { types, uses, castAlike: new Set(castAlike.map(([number]) => number)), areBound };
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

function count(value: unknown, uses: Map<number, number>, casts: Map<number, string[]>): void {
  if (Array.isArray(value)) {
    for (const item of value) count(item, uses, casts);
    return;
  }
  if (!isStruct(value)) return;
  const cast = as(value, 'TypeCast');
  const parameter = as(cast?.arg, 'ParamRef');
  if (parameter !== undefined && isStruct(cast?.typeName)) {
    const number = Number(parameter.number ?? 0);
    const { names, typmods, arrayBounds } = cast.typeName;
    casts.set(number, [
      ...(casts.get(number) ?? []),
      JSON.stringify([nameParts(names), typmods === undefined, arrayBounds]),
    ]);
  }
  for (const key in value) {
    const inner = value[key];
    if (key === 'ParamRef' && isStruct(inner)) {
      const number = Number(inner.number ?? 0);
      uses.set(number, (uses.get(number) ?? 0) + 1);
    } else if (key !== 'A_Const' && typeof inner === 'object') count(inner, uses, casts);
  }
}
