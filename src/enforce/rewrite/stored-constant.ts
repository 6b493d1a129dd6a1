import {
  as,
  isStruct,
  listOf,
  quoteLiteral,
  type Struct,
  stringOf,
  type TextLiteral,
  type TreeNode,
  textOf,
} from '../../sql/index.js';
import type { ConstantText, OriginalValue } from '../relation/stored-comparison.js';
import { plainValues, valueLocation } from '../value-location.js';
import type { RewriteContext } from './context.js';
import { printExpression } from './print-expression.js';
import { builtinTypeName } from './types.js';

/** What is stored where a mask is equal to one of the client's constants or parameters. */
export interface StoredConstant {
  /** As SQL, with holes. */
  sql(): string;
  /** Puts the name of what stands for it into the client's text, where its place is known. */
  edit?(name: string): void;
}

/** For a constant, or each of a list of them; null where one is none, or its original can't be told. */
export function storedConstants(
  node: unknown,
  original: OriginalValue,
  context: RewriteContext,
): readonly StoredConstant[] | null {
  const items = as(node, 'List')?.items;
  const found = items === undefined ? [node] : listOf(items);
  const { findings } = context;
  const inSql = found.filter((item) => as(item, 'A_Const') === undefined).length;
  if (
    isLong(found, context) ||
    found.length > listMax ||
    findings.originals + found.length > originalsMax ||
    findings.originalsInSql + inSql > originalsInSqlMax
  )
    return null;
  const made = found.flatMap((item) => readConstant(item, original, context) ?? []);
  if (made.length < found.length || made.length === 0) return null;
  findings.originals += made.length;
  findings.originalsInSql += inSql;
  return made;
}

/** What is made of the values that stand for all of a list would not be made of the others. */
function isLong([first]: readonly unknown[], { longLists }: RewriteContext): boolean {
  return longLists.size > 0 && longLists.has(valueLocation(first, plainValues));
}

/**
 * Each costs six hashes whenever a text is filled: past this, masks are compared. One in a WHERE counts twice, for its copy in
 * a fence. A list has a bound of its own, so that one which is written twice is mostly treated alike.
 */
const originalsMax = 200;
const listMax = 100;

/** Turning one back in SQL takes four kilobytes. */
const originalsInSqlMax = 20;

/** A list of parameters, or a parameter that is an array, as an array of what is stored; null for anything else. */
export function storedArray(
  node: unknown,
  original: OriginalValue,
  { parameters, findings }: RewriteContext,
): string | null {
  const single = as(node, 'ParamRef');
  const list = listOf(as(node, 'List')?.items).map((item) => as(item, 'ParamRef'));
  const isTyped = (parameter: Struct | undefined, typeOid: number) => {
    const number = Number(parameter?.number ?? 0);
    const declared = parameters.types[number - 1] ?? 0;
    return parameter !== undefined && (declared === 0 ? parameters.uses.get(number) === 1 : declared === typeOid);
  };
  const text = (parameter: Struct | undefined) => `$${Number(parameter?.number ?? 0)}`;
  const array = (from: string) => `ARRAY(SELECT ${original.ofSql('v.c')} FROM ${from} AS v (c))`;
  if (findings.originalsInSql >= originalsInSqlMax) return null;
  if (isTyped(single, original.arrayOid)) {
    findings.originalsInSql += 1;
    const given = `CAST(${text(single)} AS ${original.type}[])`;
    return `CASE WHEN ${given} IS NOT NULL THEN ${array(`pg_catalog.unnest(${given})`)} END`;
  }
  if (list.length < 2 || !list.every((item) => isTyped(item, original.typeOid))) return null;
  findings.originalsInSql += 1;
  // All of thousands can take the place of some in it: see planned-lists.ts.
  return array(`pg_catalog.unnest(CAST(ARRAY[${list.map(text).join(', ')}] AS ${original.type}[]))`);
}

/** Puts them into the client's statement in the place of `node`. */
export function placeConstants(node: unknown, values: readonly StoredConstant[], context: RewriteContext): TreeNode {
  const items = values.map((value) => placed(value, context));
  return as(node, 'List') === undefined ? (items[0] as TreeNode) : { List: { items } };
}

function placed({ sql, edit }: StoredConstant, context: RewriteContext): TreeNode {
  const node = context.splices.expression(sql());
  edit?.(stringOf(listOf(as(node, 'ColumnRef')?.fields)[0]) ?? '');
  return node;
}

function readConstant(node: unknown, original: OriginalValue, context: RewriteContext): StoredConstant | null {
  const parameter = as(node, 'ParamRef');
  if (parameter !== undefined) return ofParameter(parameter, original, context);
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return ofCast(node as TreeNode, cast, original, context);
  const constant = as(node, 'A_Const');
  return constant === undefined ? null : ofLiteral(constant, original, context);
}

/** A parameter that was not given a type, and stands nowhere else, takes the column's. */
function ofParameter(
  parameter: Struct,
  original: OriginalValue,
  { parameters, edits }: RewriteContext,
): StoredConstant | null {
  const number = Number(parameter.number ?? 0);
  const declared = parameters.types[number - 1] ?? 0;
  if (declared === 0 ? parameters.uses.get(number) !== 1 : declared !== original.typeOid) return null;
  return {
    sql: () => original.ofSql(`CAST($${number} AS ${original.type})`),
    edit: (name) => edits.parameter(parameter.location, name),
  };
}

function ofCast(node: TreeNode, cast: Struct, original: OriginalValue, context: RewriteContext): StoredConstant | null {
  const { arg, typeName } = cast;
  if (as(arg, 'A_Const') === undefined && as(arg, 'ParamRef') === undefined) return null;
  if (!isStruct(typeName) || `pg_catalog.${builtinTypeName(typeName, context)}` !== original.type) return null;
  return { sql: () => original.ofSql(printExpression(node, context.literals)) };
}

function ofLiteral(constant: Struct, original: OriginalValue, { literals }: RewriteContext): StoredConstant | null {
  const isString = constant.sval !== undefined;
  if (!isString && constant.ival === undefined && constant.fval === undefined) return null;
  if (!isString && !original.takesNumbers) return null;
  const index = literals?.indexOf(constant);
  if (literals === null || index === undefined) {
    const sql = sqlOf(constantText(constant), original);
    return sql === null ? null : { sql: () => sql };
  }
  return {
    // All plain literals can be told: those that no value of the type stands behind, too.
    sql: () =>
      literals.derive(index, (literal, isNegative) => sqlOf(literalText(literal, isNegative), original) ?? 'NULL'),
    edit: (name) => literals.move(index, Number(constant.location ?? 0), name),
  };
}

function sqlOf(constant: ConstantText, original: OriginalValue): string | null {
  const told = original.ofConstant(constant);
  if (told !== null || constant.kind === 'number') return told;
  // The type's own input function reads it, and raises what it would raise.
  return original.ofSql(`CAST(${quoteLiteral(constant.text)} AS ${original.type})`);
}

function constantText({ sval, ival, fval }: Struct): ConstantText {
  if (isStruct(sval)) return { kind: 'string', text: textOf(sval.sval) ?? '' };
  if (isStruct(fval)) return { kind: 'number', text: textOf(fval.fval) ?? '' };
  return { kind: 'number', text: String((isStruct(ival) ? ival.ival : undefined) ?? 0) };
}

function literalText({ kind, text }: TextLiteral, isNegative: boolean): ConstantText {
  if (kind === 'string') return { kind, text: text.slice(1, -1).replaceAll("''", "'") };
  return { kind: 'number', text: isNegative ? `-${text}` : text };
}
