import { as, listOf, nameParts, parse, type Struct } from '../../../src/sql/index.js';

/** An expression of the gateway's own, for a reader: names without the schema that all of them are in, constants without their type. */
export function plainSql(sql: string): string {
  return sql
    .replaceAll(/OPERATOR\(pg_catalog\.([^)]+)\)/g, '$1')
    .replaceAll(/CAST\(('(?:[^']|'')*') AS pg_catalog\.\w+(?:\[\])?\)/g, '$1')
    .replaceAll('pg_catalog.', '')
    .replaceAll('damask_', '');
}

/**
 * Names in an expression that a client's search_path could give another meaning: of functions, operators, types and collations
 * that are not said to be PostgreSQL's own.
 */
export function borrowedNames(sql: string): readonly string[] {
  const found: string[] = [];
  const check = (names: unknown) => {
    const parts = nameParts(names);
    if (parts?.[0] !== 'pg_catalog') found.push(parts?.join('.') ?? '?');
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const call = as(node, 'FuncCall');
    if (call !== undefined) check(call.funcname);
    const operation = as(node, 'A_Expr');
    if (operation !== undefined) check(operation.name);
    const cast = as(node, 'TypeCast');
    if (cast !== undefined) check((cast.typeName as Struct).names);
    const collation = as(node, 'CollateClause');
    if (collation !== undefined) check(collation.collname);
    Object.values(node).forEach(visit);
  };
  visit(listOf(as(parse(`SELECT ${sql}`)[0]?.node, 'SelectStmt')?.targetList));
  return found;
}
