import { as, isStruct, listOf, nameParts, type Struct } from '../../sql/index.js';
import { valueColumns } from './deciding-columns.js';

/**
 * A new value of a json column whose members have categories of their own leaves what was stored where it stood: else a member would
 * be seen under another's rule. That is so where nothing of the column is read, or where it is the document that something is put
 * into or taken out of: `jsonb_set(doc, path, value)`, `doc - 'key'`, `doc || jsonb_build_object(…)`.
 */
export function keepsPlaces(value: unknown, column: string): boolean {
  if (!valueColumns(value).has(column)) return true;
  if (!isStruct(value)) return false;
  if (nameParts(as(value, 'ColumnRef')?.fields)?.at(-1) === column) return true;
  const keeps = (part: unknown) => keepsPlaces(part, column);
  const readsNone = (part: unknown) => !valueColumns(part).has(column);
  const call = as(value, 'FuncCall');
  if (call !== undefined) {
    const [document, ...others] = listOf(call.args);
    return changing.has(nameOfCall(call)) && keeps(document) && others.every(readsNone);
  }
  const operation = as(value, 'A_Expr');
  if (operation !== undefined) {
    const { lexpr, rexpr } = operation;
    const name = nameParts(operation.name)?.at(-1) ?? '';
    // After `||` with what is no object, the document would stand in an array.
    const isPlaced = removing.has(name) || (name === '||' && makesObject(rexpr));
    return isPlaced && keeps(lexpr) && readsNone(rexpr);
  }
  const choice = as(value, 'CaseExpr');
  if (choice !== undefined) {
    const results = listOf(choice.args).map((branch) => as(branch, 'CaseWhen')?.result);
    return [...results, choice.defresult].every(keeps);
  }
  const first = as(value, 'CoalesceExpr');
  return first !== undefined && listOf(first.args).every(keeps);
}

const changing: ReadonlySet<string> = new Set(['jsonb_set', 'jsonb_set_lax', 'jsonb_strip_nulls', 'json_strip_nulls']);
const removing: ReadonlySet<string> = new Set(['-', '#-']);

function makesObject(value: unknown): boolean {
  if (as(value, 'JsonObjectConstructor') !== undefined) return true;
  const call = as(value, 'FuncCall');
  return call !== undefined && nameOfCall(call) === 'jsonb_build_object';
}

/** Of PostgreSQL's own; another schema's has none. */
function nameOfCall(call: Struct): string {
  const parts = nameParts(call.funcname) ?? [];
  return parts.length === 1 || parts[0] === 'pg_catalog' ? (parts.at(-1) ?? '') : '';
}
