import type { AskerName } from '../policy.js';
import type { Random } from '../random.js';
import { type ColumnKind, type OracleRelation, tables, views } from '../schema.js';
import { makeCondition, makeExpression } from './expression.js';
import { keysGiven } from './keys.js';
import { literal } from './literals.js';
import { makeLookup } from './lookups.js';
import type { Environment, Generator, Item } from './scope.js';
import { type GeneratedStatement, makeGenerator } from './statement.js';

/** Columns that an asker may write, by relation: what policy.ts comes to. */
const writable: Readonly<Record<AskerName, Readonly<Record<string, readonly string[] | 'all'>>>> = {
  clerk: {
    people: ['name', 'email', 'code', 'score', 'seen', 'tags', 'doc', 'mood', 'active', 'city'],
    orders: ['person_id', 'total', 'placed', 'state', 'qty'],
    lines: ['sku', 'quantity'],
    tickets: ['person_id', 'body', 'opened'],
    vehicles: ['person_id', 'wheels'],
    products: 'all',
    numbers: 'all',
  },
  mailer: { people: ['score', 'tags', 'doc', 'mood'], products: 'all', numbers: 'all' },
  analyst: { products: 'all', numbers: 'all' },
};

/** Relations of which an asker may write every column, so that it may delete their rows. */
const deletable: Readonly<Record<AskerName, readonly string[]>> = {
  clerk: ['orders', 'lines', 'tickets', 'products', 'numbers'],
  mailer: ['products', 'numbers'],
  analyst: ['products', 'numbers'],
};

/** What a relation's rows lead to, so that a second table joins at most one row to each. */
const parents: Readonly<Record<string, readonly [parent: string, key: string, column: string]>> = {
  orders: ['people', 'id', 'person_id'],
  lines: ['orders', 'id', 'order_id'],
  tickets: ['people', 'id', 'person_id'],
  vehicles: ['people', 'id', 'person_id'],
  people: ['numbers', 'n', 'score'],
};

interface Target {
  readonly table: OracleRelation;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  readonly item: Item;
  readonly written: string;
  readonly environment: Environment;
  readonly isView: boolean;
}

/** A statement that writes, and what then stands in the table. */
export function makeWriting(asker: AskerName): (random: Random) => GeneratedStatement {
  return (random) => {
    const generator = makeGenerator(random);
    const target = makeTarget(generator, asker);
    const sql = random.weighted<Write>([
      [5, updateStatement],
      [deletable[asker].includes(target.table.name) ? 3 : 0, deleteStatement],
      [mergeable.includes(target.table.name) && !target.isView ? 2 : 0, mergeStatement],
      [asker === 'clerk' && target.table.name === 'tickets' ? 6 : 0, copyStatement],
      [asker === 'clerk' || writable[asker][target.table.name] === 'all' ? 4 : 0, insertStatement],
    ])(generator, target);
    const wrapped = random.chance(0.15) && sql.includes(' RETURNING ');
    return {
      sql: wrapped ? `WITH written AS (${sql}) SELECT * FROM written` : sql,
      values: [],
      isOrdered: false,
      after: [`SELECT * FROM ${target.table.name}`],
    };
  };
}

type Write = (generator: Generator, target: Target) => string;

function makeTarget(generator: Generator, asker: AskerName): Target {
  const { random } = generator;
  const own = writable[asker];
  const name = random.pick(Object.keys(own));
  const view = random.chance(0.35) ? views.find(({ writes }) => writes === name) : undefined;
  const base = tables.find((candidate) => candidate.name === name) as OracleRelation;
  const table = view === undefined ? base : { ...base, columns: view.columns };
  const called = view?.name ?? name;
  const may = own[name] ?? [];
  const columns = table.columns.filter((column) => may === 'all' || may.includes(column.name));
  const alias = random.chance(0.5) ? generator.fresh('t') : null;
  const item: Item = {
    qualifier: alias ?? called,
    columns: table.columns,
    table: name,
    key: table.key,
    hasRow: false,
    isTable: view === undefined,
  };
  const written = `${random.chance(0.3) ? 'public.' : ''}${called}${alias === null ? '' : ` AS ${alias}`}`;
  return {
    table,
    columns,
    item,
    written,
    environment: { items: [item], outer: null, ctes: [] },
    isView: view !== undefined,
  };
}

/** Mostly a constant, else something made of the column itself. */
function newValue(
  generator: Generator,
  target: Target,
  column: { readonly name: string; readonly kind: ColumnKind },
): string {
  const { random } = generator;
  const self = `${target.item.qualifier}.${column.name}`;
  const made: Partial<Record<ColumnKind, readonly string[]>> = {
    int4: [`${self} % 1000 + 1`, `COALESCE(${self}, 0)`, `CASE WHEN ${self} > 3 THEN 3 ELSE ${self} END`],
    text: [`left(${self} || 'x', 10)`, `upper(${self})`, `replace(${self}, 'a', 'b')`],
    numeric: [`round(${self} / 2, 2)`, `${self} + 1`],
    'text[]': [`array_append(${self}, 'new')`],
    jsonb: [`jsonb_set(${self}, '{n}', '5')`, `${self} || '{"x": 1}'`],
    timestamptz: [`date_trunc('day', ${self})`],
    date: [`${self} + 1`],
  };
  const choices = made[column.kind] ?? [];
  if (choices.length > 0 && random.chance(0.5)) return random.pick(choices);
  const constant = literal(column.kind, random);
  // Texts of some columns are short.
  return column.kind === 'text' ? `left(${constant}, 10)` : constant;
}

function assignments(generator: Generator, target: Target): string {
  const { random } = generator;
  const free = target.columns.filter((column) => !target.table.key.includes(column.name));
  const chosen = random.shuffled(free).slice(0, random.integer(1, 2));
  if (chosen.length === 2 && random.chance(0.2)) {
    return `(${chosen.map((column) => column.name).join(', ')}) = (${chosen.map((column) => newValue(generator, target, column)).join(', ')})`;
  }
  return chosen.map((column) => `${column.name} = ${newValue(generator, target, column)}`).join(', ');
}

const updateStatement: Write = (generator, target) => {
  const { random } = generator;
  const parent = parents[target.table.name];
  if (parent !== undefined && random.chance(0.25)) {
    const { from, condition, environment } = withParent(generator, target, parent);
    const more = random.chance(0.6) ? ` AND ${makeCondition(generator, environment, 1)}` : '';
    return `UPDATE ${target.written} SET ${assignments(generator, target)} FROM ${from} WHERE ${condition}${more}${returning(generator, target, environment)}`;
  }
  if (mergeable.includes(target.table.name) && random.chance(0.25)) {
    const { from, condition, environment } = withKeys(generator, target);
    return `UPDATE ${target.written} SET ${assignments(generator, target)} FROM ${from} WHERE ${condition}${returning(generator, target, environment)}`;
  }
  return `UPDATE ${target.written} SET ${assignments(generator, target)}${where(generator, target)}${returning(generator, target, target.environment)}`;
};

const deleteStatement: Write = (generator, target) => {
  const { random } = generator;
  const parent = parents[target.table.name];
  if (parent !== undefined && random.chance(0.25)) {
    const { from, condition, environment } = withParent(generator, target, parent);
    return `DELETE FROM ${target.written} USING ${from} WHERE ${condition}${returning(generator, target, environment)}`;
  }
  if (mergeable.includes(target.table.name) && random.chance(0.25)) {
    const { from, condition, environment } = withKeys(generator, target);
    return `DELETE FROM ${target.written} USING ${from} WHERE ${condition}${returning(generator, target, environment)}`;
  }
  return `DELETE FROM ${target.written}${where(generator, target)}${returning(generator, target, target.environment)}`;
};

function withParent(generator: Generator, target: Target, [parent, key, column]: readonly [string, string, string]) {
  const alias = generator.fresh('p');
  const columns = tables.find((table) => table.name === parent)?.columns ?? [];
  const item: Item = { qualifier: alias, columns, table: parent, key: [], hasRow: true, isTable: true };
  const environment: Environment = { items: [target.item, item], outer: null, ctes: [] };
  return { from: `${parent} ${alias}`, condition: `${alias}.${key} = ${target.item.qualifier}.${column}`, environment };
}

/** Beside rows that the client gives, whose keys they are found by. */
function withKeys(generator: Generator, target: Target) {
  const { random } = generator;
  const alias = generator.fresh('v');
  const columns: Item['columns'] = [
    { name: 'k', kind: 'int4' },
    { name: 'w', kind: 'text' },
  ];
  const item: Item = { qualifier: alias, columns, table: null, key: [], hasRow: false, isTable: false };
  const environment: Environment = { items: [target.item, item], outer: null, ctes: [] };
  const more = random.chance(0.6) ? ` AND ${makeCondition(generator, environment, 1)}` : '';
  const condition = `${alias}.k = ${target.item.qualifier}.${target.table.key[0]}${more}`;
  return { from: keysGiven(generator, alias), condition, environment };
}

function where(generator: Generator, target: Target): string {
  const { random } = generator;
  const lookup = random.chance(0.3) ? makeLookup(generator, [target.item], target.environment) : null;
  const condition = makeCondition(generator, target.environment, random.integer(0, 2));
  if (lookup !== null)
    return ` WHERE ${random.pick([lookup, `${lookup} AND (${condition})`, `(${condition}) AND ${lookup}`])}`;
  return random.chance(0.85) ? ` WHERE ${condition}` : '';
}

function returning(generator: Generator, target: Target, environment: Environment): string {
  const { random } = generator;
  const { qualifier } = target.item;
  if (random.chance(0.3)) return '';
  if (random.chance(0.15)) return ` RETURNING ${random.pick(['*', `${qualifier}.*`])}`;
  const column = random.pick(target.table.columns).name;
  if (random.chance(0.15)) return ` RETURNING old.${column} AS before, new.${column} AS behind`;
  const kinds: readonly ColumnKind[] = ['int4', 'text', 'bool', 'date'];
  const values = Array.from(
    { length: random.integer(1, 3) },
    () => `${makeExpression(generator, random.pick(kinds), environment, 1)} AS ${generator.fresh('c')}`,
  );
  return ` RETURNING ${values.join(', ')}`;
}

/** Relations with a number for their key. */
const mergeable = ['people', 'orders', 'vehicles', 'numbers'];

/** MERGE with a list of keys; what it inserts has keys that no row has, hidden or not. */
const mergeStatement: Write = (generator, target) => {
  const { random } = generator;
  const key = `${target.item.qualifier}.${target.table.key[0]}`;
  const alias = generator.fresh('v');
  const source = keysGiven(generator, alias);
  const condition = (chance: number) =>
    random.chance(chance) ? ` AND ${makeCondition(generator, target.environment, random.integer(0, 2))}` : '';
  const update = () => `UPDATE SET ${assignments(generator, target)}`;
  const clauses = [`WHEN MATCHED${condition(0.5)} THEN ${random.pick([update, update, () => 'DO NOTHING'])()}`];
  if (random.chance(0.4)) clauses.push(`WHEN NOT MATCHED BY SOURCE${condition(0.7)} THEN ${update()}`);
  return `MERGE INTO ${target.written} USING ${source} ON ${alias}.k = ${key}${condition(0.4)} ${clauses.join(' ')}${returning(generator, target, target.environment)}`;
};

/** Rows of people who are seen, copied into where they are seen by the same people. */
const copyStatement: Write = (generator, target) => {
  const { random } = generator;
  const from = generator.fresh('o');
  const [table, columns, given] = random.pick<readonly [string, string, string]>([
    ['tickets', 'id, person_id, body, opened', `${from}.id, ${from}.person_id, ${from}.body, ${from}.opened`],
    ['tickets', 'id, person_id, body, opened', `${from}.*`],
    ['orders', 'id, person_id, body', `${from}.id, ${from}.person_id, 'copied'`],
    ['vehicles', 'person_id, id', `person_id, 5`],
  ]);
  const source = tables.find((candidate) => candidate.name === table)?.columns ?? [];
  const item: Item = { qualifier: from, columns: source, table, key: [], hasRow: true, isTable: true };
  const environment: Environment = { items: [item], outer: null, ctes: [] };
  const where = random.chance(0.7) ? ` WHERE ${makeCondition(generator, environment, 1)}` : '';
  return `INSERT INTO ${target.written} (${columns}) SELECT ${given} FROM ${table} ${from}${where}${returning(generator, target, target.environment)}`;
};

const insertStatement: Write = (generator, target) => {
  const { random } = generator;
  const { table } = target;
  const keys = table.columns.filter((column) => table.key.includes(column.name));
  const others = random
    .shuffled(target.columns.filter((column) => !table.key.includes(column.name)))
    .slice(0, random.integer(1, 4));
  const columns = [...keys, ...others];
  const fresh = random.chance(0.6);
  const value = ({ name, kind }: { name: string; kind: ColumnKind }) => {
    if (!table.key.includes(name))
      return kind === 'text' ? `left(${literal('text', random)}, 10)` : literal(kind, random);
    const number = fresh ? random.integer(700, 799) : random.integer(1, 6);
    return kind === 'text' ? `'sku${number}'` : String(number);
  };
  const into = `INSERT INTO ${target.written} (${columns.map((column) => column.name).join(', ')}) VALUES (${columns.map(value).join(', ')})`;
  const [changed] = others;
  const updates = [
    ` ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${changed?.name} = excluded.${changed?.name}`,
    ` ON CONFLICT (${table.key.join(', ')}) DO UPDATE SET ${changed?.name} = excluded.${changed?.name} WHERE ${target.item.qualifier}.${changed?.name} IS NOT NULL`,
  ];
  const conflict =
    keys.length === 0 || changed === undefined || fresh
      ? ''
      : random.pick([
          ' ON CONFLICT DO NOTHING',
          ` ON CONFLICT (${table.key.join(', ')}) DO NOTHING`,
          ...(target.isView ? [] : updates),
        ]);
  return `${into}${conflict}${returning(generator, target, target.environment)}`;
};
