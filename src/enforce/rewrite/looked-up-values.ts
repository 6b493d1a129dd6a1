import { as, isStruct, listOf, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { plainValues, valueLocation } from '../value-location.js';
import type { RewriteContext } from './context.js';
import { familyOfType, textual, unknownFamily } from './family.js';
import { builtinTypeName } from './types.js';

/*
 * What a masked column may be compared with by its true value: constants and parameters that can be counted. A value is one; a list and
 * an array in the text have as many as stand there; an array that is a parameter has as many as the Bind brings (`boundArray`).
 */
export interface LookedUpValues {
  /** As far as the text tells. */
  readonly count: number;
  /** The parameter that is an array of more; null: none is. */
  readonly boundArray: number | null;
  /** It has been found here that they become values of the column's type before any row is read. */
  readonly isTotal: boolean;
}

/** Of the column that they are compared with. */
export interface LookedUpColumn {
  readonly typeOid: number;
  readonly baseTypname: string;
}

/** @returns null where anything else stands there, or what can't be counted. */
export function lookedUpValues(
  node: unknown,
  kind: string,
  column: LookedUpColumn,
  context: RewriteContext,
): LookedUpValues | null {
  switch (kind) {
    case 'AEXPR_OP':
      return isValue(node) ? counted(1) : null;
    case 'AEXPR_IN': {
      const items = listOf(as(node, 'List')?.items);
      if (!items.every(isValue)) return null;
      return counted(context.longLists.get(valueLocation(items[0], plainValues)) ?? items.length);
    }
    case 'AEXPR_OP_ANY':
      return ofArray(node, column, context);
    default:
      return null;
  }
}

function counted(count: number, isTotal = false): LookedUpValues | null {
  return count === 0 ? null : { count, boundArray: null, isTotal };
}

function isValue(node: unknown): boolean {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) {
    const type = cast.typeName;
    return isStruct(type) && type.arrayBounds === undefined && isValue(cast.arg);
  }
  return as(node, 'A_Const') !== undefined || as(node, 'ParamRef') !== undefined;
}

/** `'{…}'`, `$1` and `ARRAY[…]`, each with a cast to an array of the column's type or without one. */
function ofArray(node: unknown, column: LookedUpColumn, context: RewriteContext): LookedUpValues | null {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined && !isArrayOfColumns(cast.typeName, column, context)) return null;
  const given = cast === undefined ? node : cast.arg;
  const text = as(as(given, 'A_Const'), 'sval');
  // Each element but the last has a comma behind it, and so may what stands in quotes: then they count for more.
  if (text !== undefined) return counted((textOf(text.sval) ?? '').split(',').length, true);
  const parameter = as(given, 'ParamRef');
  if (parameter !== undefined) return ofParameter(parameter, cast !== undefined, column, context);
  const array = as(given, 'A_ArrayExpr');
  const elements = listOf(array?.elements);
  // One that is an array itself would hold any number.
  if (array === undefined || !elements.every((element) => isElement(element, cast !== undefined, context))) return null;
  return counted(elements.length, cast !== undefined);
}

/** The column's own type, or one whose equality is that of the column's. */
function isArrayOfColumns(typeName: unknown, { baseTypname }: LookedUpColumn, context: RewriteContext): boolean {
  if (!isStruct(typeName) || typeName.typmods !== undefined || listOf(typeName.arrayBounds).length !== 1) return false;
  const { arrayBounds: _, ...element } = typeName;
  const name = builtinTypeName(element, context);
  return name === baseTypname || (textual.has(name ?? '') && textual.has(baseTypname));
}

/** Its type is known, so that what the Bind brings can be counted; nothing is cast when it runs. */
function ofParameter(
  parameter: Struct,
  hasCast: boolean,
  { typeOid, baseTypname }: LookedUpColumn,
  { parameters, view: { catalog } }: RewriteContext,
): LookedUpValues | null {
  const number = Number(parameter.number ?? 0);
  const bound: LookedUpValues = { count: 0, boundArray: number, isTotal: true };
  if (!parameters.areBound) return null;
  const declared = parameters.types[number - 1] ?? 0;
  const isKnown = familyOfType(baseTypname) !== unknownFamily || catalog.typeByOid(typeOid)?.kind === 'e';
  if (declared === 0) return isKnown && parameters.uses.get(number) === 1 ? bound : null;
  const element = catalog.typeByOid(catalog.typeByOid(declared)?.elementType ?? 0);
  if (hasCast || element === undefined) return null;
  const isText = element.schema === 'pg_catalog' && textual.has(element.name) && textual.has(baseTypname);
  return isText || element.oid === typeOid ? bound : null;
}

/** A constant, or a parameter of which nobody has said that it is an array. */
function isElement(node: TreeNode, hasCast: boolean, { parameters, view: { catalog } }: RewriteContext): boolean {
  const constant = as(node, 'A_Const');
  // What has a type of its own would be cast with the array, and one more time for each row.
  if (constant !== undefined) return !hasCast || constant.sval !== undefined || constant.isnull === true;
  const parameter = as(node, 'ParamRef');
  if (parameter === undefined) return false;
  const number = Number(parameter.number ?? 0);
  const declared = parameters.types[number - 1] ?? 0;
  if (declared === 0) return parameters.uses.get(number) === 1;
  const type = catalog.typeByOid(declared);
  return !hasCast && type?.schema === 'pg_catalog' && type.kind === 'b' && type.elementType === 0;
}
