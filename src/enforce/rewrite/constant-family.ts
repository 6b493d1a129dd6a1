import { as, isStruct, listOf, nameParts, type Struct, stringOf, tagOf, textOf } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import {
  decimalFamily,
  type Family,
  familyOfType,
  literalFamily,
  mergedFamily,
  parameterFamily,
  unknownFamily,
} from './family.js';
import { functionsOf } from './functions.js';
import { builtinTypeName } from './types.js';

/** What is known of the type of an expression that reads no row. */
export function familyOfConstant(node: unknown, context: RewriteContext): Family {
  const tag = isStruct(node) ? tagOf(node) : null;
  const struct = tag === null ? undefined : as(node, tag);
  if (tag === null || struct === undefined) return unknownFamily;
  const known = context.constants.get(struct);
  if (known !== undefined) return known;
  const family = findFamily(tag, struct, context);
  context.constants.set(struct, family);
  return family;
}

function findFamily(tag: string, struct: Struct, context: RewriteContext): Family {
  switch (tag) {
    case 'A_Const':
      return familyOfLiteral(struct);
    case 'ParamRef':
      return familyOfParameter(struct, context);
    case 'SQLValueFunction':
      return familyOfValueFunction(struct);
    case 'TypeCast':
      return familyOfType(builtinTypeName(as({ t: struct.typeName }, 't'), context) ?? '');
    case 'CollateClause':
      return familyOfConstant(struct.arg, context);
    case 'FuncCall':
      return familyOfCall(struct, context);
    case 'A_Expr':
      return familyOfOperator(struct, context);
    case 'CaseExpr':
    case 'CoalesceExpr':
    case 'MinMaxExpr':
      return mergedFamily(branchesOf(tag, struct).map((branch) => familyOfConstant(branch, context))) ?? unknownFamily;
    case 'BoolExpr':
    case 'NullTest':
    case 'BooleanTest':
      return 'bool';
    default:
      return unknownFamily;
  }
}

export function familyOfLiteral({ ival, fval, boolval }: Struct): Family {
  if (ival !== undefined) return 'int';
  if (fval !== undefined) return decimalFamily;
  return boolval === undefined ? literalFamily : 'bool';
}

/**
 * A parameter takes its type from where it stands first (PostgreSQL docs, PREPARE), unless the client has said it. So one
 * that stands in one place only, without a type, is as good as a string constant there.
 */
export function familyOfParameter(struct: Struct, context: RewriteContext): Family {
  const number = Number(struct.number ?? 0);
  const declared = context.parameters.types[number - 1] ?? 0;
  const type = declared === 0 ? undefined : context.view.catalog.typeByOid(declared);
  if (type !== undefined) return type.schema === 'pg_catalog' ? familyOfType(type.name) : unknownFamily;
  if (declared !== 0) return unknownFamily;
  return (context.parameters.uses.get(number) ?? 0) > 1 ? parameterFamily : literalFamily;
}

export function familyOfValueFunction({ op }: Struct): Family {
  return valueFunctions[textOf(op) ?? ''] ?? unknownFamily;
}

const valueFunctions: Readonly<Record<string, Family>> = {
  SVFOP_CURRENT_DATE: 'date',
  SVFOP_CURRENT_TIMESTAMP: 'timestamptz',
  SVFOP_LOCALTIMESTAMP: 'timestamp',
};

/** What CASE, COALESCE, GREATEST, LEAST and ARRAY make one type of. */
export function branchesOf(tag: string, struct: Struct): readonly unknown[] {
  if (tag === 'A_ArrayExpr') return listOf(struct.elements);
  if (tag !== 'CaseExpr') return listOf(struct.args);
  const results = listOf(struct.args).map((node) => as(node, 'CaseWhen')?.result);
  return struct.defresult === undefined ? results : [...results, struct.defresult];
}

/** Of a text they make a text, of a range something else. */
const ofTexts = new Set(['lower', 'upper', 'btrim', 'ltrim', 'rtrim']);

function familyOfCall(call: Struct, context: RewriteContext): Family {
  const parts = nameParts(call.funcname) ?? [];
  const candidates = parts.length === 0 ? [] : functionsOf(parts, context);
  if (candidates.length === 0 || candidates.some(({ schema }) => schema !== 'pg_catalog')) return unknownFamily;
  const given = listOf(call.args).map((node) => familyOfConstant(node, context));
  if (ofTexts.has(parts.at(-1) ?? '') && given.every((family) => family === 'text' || family === literalFamily))
    return 'text';
  const [family, ...others] = new Set(
    candidates.map(({ returnType }) => familyOfType(context.view.catalog.typeByOid(returnType)?.name ?? '')),
  );
  return family === undefined || others.length > 0 ? unknownFamily : family;
}

const reckoned: ReadonlySet<Family> = new Set(['int', 'int8', 'numeric', 'float', decimalFamily]);

function familyOfOperator(struct: Struct, context: RewriteContext): Family {
  const kind = textOf(struct.kind) ?? '';
  if (kind === 'AEXPR_NULLIF') return familyOfConstant(struct.lexpr, context);
  if (kind !== 'AEXPR_OP') return 'bool';
  const name = stringOf(listOf(struct.name).at(-1)) ?? '';
  if (/^(?:[<>]=?|=|<>|!=)$/.test(name)) return 'bool';
  const sides = [struct.lexpr, struct.rexpr].map((side) => familyOfConstant(side, context));
  const made = mergedFamily(sides);
  if (/^[-+*/%]$/.test(name) && made !== null && reckoned.has(made)) return made;
  return name === '||' && sides.includes('text') && made === 'text' ? 'text' : unknownFamily;
}

/**
 * Making these one type raises on none of them: they are of one family, or cast to one type; strings and untyped parameters become what
 * the others are.
 */
export function becomeOneType(nodes: readonly unknown[], familyOf: (node: unknown) => Family): boolean {
  const typed = nodes.filter((node) => familyOf(node) !== literalFamily);
  return typed.length < 2 || mergedFamily(typed.map(familyOf)) !== null || areCastAlike(typed);
}

/** Each is cast to the type of that name: nothing is made another one. Arrays can still be of other lengths, where one is made of them. */
export function areCastAlike(nodes: readonly unknown[]): boolean {
  const names = nodes.map((node) => {
    const typeName = as(node, 'TypeCast')?.typeName;
    return isStruct(typeName) && typeName.arrayBounds === undefined ? nameParts(typeName.names)?.join('.') : undefined;
  });
  return names.every((name) => name !== undefined && name === names[0]);
}
