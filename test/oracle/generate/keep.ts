import type { Random } from '../random.js';
import { makeCondition, makeExpression } from './expression.js';
import { makeQuery } from './query.js';
import { type Environment, type Item, nowhere } from './scope.js';
import { type GeneratedStatement, makeGenerator } from './statement.js';

/** A temporary table filled with what the asker sees, changed, and read again beside what it came from. */
export function makeKeeping(random: Random): GeneratedStatement {
  const generator = makeGenerator(random);
  let query = makeQuery(generator, null, nowhere, random.integer(0, 2));
  while (!hasOwnNames(query.columns.map((column) => column.name)))
    query = makeQuery(generator, null, nowhere, random.integer(0, 2));
  // A session that has made one of a name makes another one of it.
  const name = `kept_${random.integer(1, 9)}`;
  const alias = random.chance(0.5) ? 'k' : name;
  const item: Item = {
    qualifier: alias,
    columns: query.columns,
    table: name,
    key: [],
    hasRow: false,
    isTable: false,
  };
  const kept: Environment = { items: [item], outer: null, ctes: [] };
  const named = alias === name ? name : `${name} AS ${alias}`;
  const where = () => ` WHERE ${makeCondition(generator, kept, random.integer(0, 1))}`;
  const changed = random.pick(query.columns);
  const person: Item = {
    qualifier: 'p',
    columns: [
      { name: 'id', kind: 'int8' },
      { name: 'name', kind: 'text' },
      { name: 'score', kind: 'int4' },
    ],
    table: 'people',
    key: [],
    hasRow: false,
    isTable: false,
  };
  const both: Environment = { items: [item, person], outer: null, ctes: [] };
  const made = random.pick([`TEMP TABLE ${name}`, `TEMPORARY TABLE pg_temp.${name}`]);
  return {
    sql: `CREATE ${made} AS ${query.sql}`,
    values: [],
    isOrdered: false,
    after: [
      `SELECT * FROM ${name}`,
      `UPDATE ${named} SET ${changed.name} = ${makeExpression(generator, changed.kind, kept, 1)}${where()}`,
      `ALTER TABLE ${name} ADD COLUMN added int DEFAULT 7, ADD COLUMN other text`,
      `DELETE FROM ${named}${where()}`,
      `UPDATE ${name} SET other = (SELECT max(name) FROM people p WHERE p.score < 50)`,
      `SELECT p.name, ${alias}.*, ${makeExpression(generator, 'text', both, 1)} AS made FROM ${named}, people p WHERE p.id < 4 AND ${makeCondition(generator, both, 1)}`,
      `SELECT count(*), min(other) FROM ${name}`,
    ],
  };
}

/** CREATE TABLE AS takes each name once. */
function hasOwnNames(names: readonly string[]): boolean {
  return new Set(names).size === names.length && names.every((name) => /^[a-z]\w*$/.test(name));
}
