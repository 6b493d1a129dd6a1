import { as, isStruct, listOf, parse, print, type StatementLimits, type TreeNode, textOf } from '../../sql/index.js';
import { surveyParameters } from '../rewrite/parameters.js';
import { namesOf } from '../statements/definitions/names.js';

/** A statement that a name stands for, as its client wrote it. */
export interface NamedText {
  readonly clientText: string;
  /** Type OIDs that a Parse message declared; 0: none. */
  readonly parameterTypes: readonly number[];
}

export interface KnownStatements {
  /** What stands under a name, of PREPARE or of a Parse message; null: nothing. */
  named(name: string): NamedText | null;
  typeByOid(oid: number): { readonly schema: string; readonly name: string } | undefined;
}

/**
 * `EXPLAIN … EXECUTE name (…)` as an EXPLAIN of the statement itself, with what is given in the place of its parameters: PostgreSQL plans it
 * so, too, the first times. It is then judged as what it says, whatever stands under the name in the server, which is not sent.
 *
 * @returns null for any other text, where nothing is known under the name, and where not a short constant is given for each parameter.
 * @throws GatewayError `syntax`, `statement_too_complex`.
 */
export function explainedExecute(text: string, limits: StatementLimits, known: KnownStatements): string | null {
  if (!looksLikeIt.test(text)) return null;
  const [only, ...others] = parse(text, limits);
  const explain = as(only?.node, 'ExplainStmt');
  const execute = as(explain?.query, 'ExecuteStmt');
  if (execute === undefined || others.length > 0) return null;
  const named = known.named(textOf(execute.name) ?? '');
  if (named === null) return null;
  // It is read once more when it is judged: the two are not to take longer than what may be sent at once.
  const [statement] = parse(named.clientText, { ...limits, tokensMax: Math.ceil(limits.tokensMax / 2) });
  const prepare = as(statement?.node, 'PrepareStmt');
  const query = prepare === undefined ? statement?.node : (prepare.query as TreeNode);
  const types = prepare === undefined ? typesOf(named, known) : listOf(prepare.argtypes);
  const given = listOf(execute.params);
  const parameters = Math.max(types.length, ...surveyParameters(query, []).uses.keys());
  if (given.length !== parameters || !given.every(isShortConstant)) return null;
  const values = given.map((value, index) => ofType(value, as(types[index], 'TypeName')));
  return print({ ExplainStmt: { ...explain, query: withValues(query, values) } });
}

const looksLikeIt = /^\s*explain\b.*\bexecute\b/is;

/** Of its node: it may stand in hundreds of places. */
const lengthMax = 1_000;

function isShortConstant(node: TreeNode): boolean {
  const constant = as(node, 'TypeCast')?.arg ?? node;
  return as(constant, 'A_Const') !== undefined && JSON.stringify(node).length <= lengthMax;
}

function typesOf({ parameterTypes }: NamedText, known: KnownStatements): readonly TreeNode[] {
  return parameterTypes.map((oid): TreeNode => {
    const type = known.typeByOid(oid);
    if (type === undefined) return {};
    return { TypeName: { names: namesOf(type), typemod: -1 } };
  });
}

function ofType(value: TreeNode, typeName: unknown): TreeNode {
  return typeName === undefined ? value : { TypeCast: { arg: value, typeName } };
}

function withValues(tree: unknown, values: readonly TreeNode[]): unknown {
  if (Array.isArray(tree)) return tree.map((item) => withValues(item, values));
  if (!isStruct(tree)) return tree;
  const parameter = as(tree, 'ParamRef');
  if (parameter !== undefined) return values[Number(parameter.number ?? 0) - 1];
  return Object.fromEntries(Object.entries(tree).map(([field, value]) => [field, withValues(value, values)]));
}
