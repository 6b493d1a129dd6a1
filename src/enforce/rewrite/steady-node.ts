import { as } from '../../sql/index.js';

/** A column or a parameter, cast or not: evaluating it twice gives the same. */
export function isSteady(node: unknown): boolean {
  const cast = as(node, 'TypeCast');
  if (cast !== undefined) return isSteady(cast.arg);
  return as(node, 'ParamRef') !== undefined || as(node, 'ColumnRef') !== undefined;
}
