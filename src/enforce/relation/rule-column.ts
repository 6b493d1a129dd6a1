import type { RuleColumn } from '../../rules/index.js';
import { type CatalogSnapshot, type Column, quoteIdentifier, type Relation } from '../../sql/index.js';

/** A column of a row called `alias`, as the rule language must know it. A name that is not there stays one: PostgreSQL will say so. */
export function ruleColumn(
  catalog: CatalogSnapshot,
  relation: Relation,
  name: string,
  alias: string,
): RuleColumn | string {
  const sql = `${quoteIdentifier(alias)}.${quoteIdentifier(name)}`;
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column === undefined) return sql;
  const typname = isEnum(catalog, column) ? 'enum' : column.baseTypname;
  return { sql, typname, collation: column.collation };
}

/** An enum, or a domain over one. */
function isEnum(catalog: CatalogSnapshot, column: Column): boolean {
  let type = catalog.typeByOid(column.typeOid);
  while (type !== undefined && type.kind === 'd') type = catalog.typeByOid(type.baseType);
  return type?.kind === 'e';
}
