import type { Random } from '../random.js';
import { makeCondition, makeExpression } from './expression.js';
import { makeQuery } from './query.js';
import { type Environment, type Item, nowhere } from './scope.js';
import { type GeneratedStatement, makeGenerator } from './statement.js';

/** A temporary table or view of what the asker sees. */
export function makeKeeping(random: Random): GeneratedStatement {
  return random.chance(0.4) ? makeViewing(random) : makeTable(random);
}

/** A temporary view, read by itself, beside what it reads, and through another one. */
function makeViewing(random: Random): GeneratedStatement {
  const generator = makeGenerator(random);
  let query = makeQuery(generator, null, nowhere, random.integer(0, 2));
  while (!hasOwnNames(query.columns.map((column) => column.name)) || query.sql.includes('⟨'))
    query = makeQuery(generator, null, nowhere, random.integer(0, 2));
  const [name, other] = [`seen_${random.integer(1, 9)}`, `over_${random.integer(1, 9)}`];
  const isRenamed = random.chance(0.3);
  const columns = isRenamed
    ? query.columns.map((column, at) => ({ name: `n${at}`, kind: column.kind }))
    : query.columns.map((column) => ({ name: column.name, kind: column.kind }));
  const list = isRenamed ? ` (${columns.map((column) => column.name).join(', ')})` : '';
  const view = (qualifier: string): Item => ({
    qualifier,
    columns,
    table: null,
    key: [],
    hasRow: true,
    isTable: false,
  });
  const alone: Environment = { items: [view('k')], outer: null, ctes: [] };
  const both: Environment = { items: [view('k'), personItem], outer: null, ctes: [] };
  const kind = random.pick(columns).kind;
  const made = random.pick([`TEMP VIEW ${name}`, `OR REPLACE TEMPORARY VIEW pg_temp.${name}`]);
  return {
    sql: `CREATE ${made}${list} AS ${query.sql}`,
    values: [],
    isOrdered: false,
    after: [
      `SELECT * FROM ${name}`,
      `SELECT ${makeExpression(generator, kind, alone, 1)} AS made FROM ${name} k WHERE ${makeCondition(generator, alone, 1)}`,
      `SELECT p.name, k.*, ${makeExpression(generator, 'text', both, 1)} AS made FROM ${name} k, people p WHERE p.id < 4 AND ${makeCondition(generator, both, 1)}`,
      `CREATE TEMP VIEW ${other} AS SELECT ${makeExpression(generator, 'text', alone, 1)} AS o FROM pg_temp.${name} AS k`,
      `SELECT count(*), min(o) FROM ${other}`,
      `SELECT count(*) FROM ${name} one JOIN ${name} AS other ON one.${columns[0]?.name} = other.${columns[0]?.name}`,
      `DROP VIEW ${other}`,
      `CREATE OR REPLACE TEMP VIEW ${name}${list} AS ${query.sql}`,
      `SELECT row_to_json(${name})::text FROM ${name}`,
    ],
  };
}

const personItem: Item = {
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

/** A temporary table filled with what the asker sees, changed, and read again beside what it came from. */
function makeTable(random: Random): GeneratedStatement {
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
  const both: Environment = { items: [item, personItem], outer: null, ctes: [] };
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
