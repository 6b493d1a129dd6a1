/**
 * The store that the oracles ask about: a table with a column of every kind, tables that lead to it directly and through
 * others, partitions, inheritance, views, and tables that the data map does not name.
 */
export type ColumnKind =
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float8'
  | 'text'
  | 'bool'
  | 'date'
  | 'timestamptz'
  | 'jsonb'
  | 'text[]'
  | 'mood';

export interface OracleColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** As it stands in CREATE TABLE. */
  readonly declared: string;
  /** Who sees it masked may look it up by its full value. */
  readonly lookup?: true;
}

export interface OracleRelation {
  readonly name: string;
  readonly columns: readonly OracleColumn[];
  readonly key: readonly string[];
  /** What follows the columns in CREATE TABLE. */
  readonly suffix?: string;
  /** Rows are put in through this relation, not by its own name. */
  readonly isPart?: true;
}

const column = (name: string, kind: ColumnKind, declared: string = kind): OracleColumn => ({ name, kind, declared });

const vehicleColumns: readonly OracleColumn[] = [
  column('id', 'int4'),
  column('person_id', 'int8'),
  { ...column('plate', 'text'), lookup: true },
  column('wheels', 'int4'),
];

/** Tables, in the order in which they are made and filled. */
export const tables: readonly OracleRelation[] = [
  {
    name: 'people',
    key: ['id'],
    columns: [
      column('id', 'int8'),
      column('name', 'text'),
      column('email', 'text', 'varchar(60)'),
      column('code', 'text'),
      column('ssn', 'text'),
      column('born', 'date'),
      column('score', 'int4'),
      column('balance', 'numeric', 'numeric(14,2)'),
      column('seen', 'timestamptz'),
      column('tags', 'text[]'),
      column('doc', 'jsonb'),
      column('mood', 'mood'),
      column('active', 'bool'),
      column('city', 'text'),
      { ...column('card', 'text'), lookup: true },
      { ...column('member_no', 'int8'), lookup: true },
      column('profile', 'jsonb'),
      column('note', 'text'),
    ],
  },
  {
    name: 'orders',
    key: ['id'],
    columns: [
      column('id', 'int4'),
      column('person_id', 'int8'),
      column('total', 'numeric', 'numeric(12,2)'),
      column('placed', 'timestamptz'),
      column('state', 'text', 'varchar(12)'),
      column('qty', 'int4'),
    ],
  },
  {
    name: 'lines',
    key: ['order_id', 'line'],
    columns: [column('order_id', 'int4'), column('line', 'int4'), column('sku', 'text'), column('quantity', 'int4')],
  },
  {
    name: 'tickets',
    key: [],
    columns: [column('id', 'int4'), column('person_id', 'int8'), column('body', 'text'), column('opened', 'date')],
    suffix: ' PARTITION BY RANGE (id)',
  },
  { name: 'vehicles', key: ['id'], columns: vehicleColumns },
  { name: 'cars', key: [], columns: [...vehicleColumns, column('doors', 'int4')], suffix: ' INHERITS (vehicles)' },
  {
    name: 'products',
    key: ['sku'],
    columns: [
      column('sku', 'text'),
      column('title', 'text'),
      column('price', 'numeric', 'numeric(8,2)'),
      column('attrs', 'jsonb'),
    ],
  },
  {
    name: 'numbers',
    key: ['n'],
    columns: [
      column('n', 'int4'),
      column('big', 'int8'),
      column('half', 'float8'),
      column('amount', 'numeric'),
      column('word', 'text'),
      column('day', 'date'),
      column('at', 'timestamptz'),
      column('flag', 'bool'),
    ],
  },
];

export const partitions: readonly OracleRelation[] = ['tickets_low', 'tickets_high'].map((name) => ({
  name,
  key: [],
  columns: tables.find((table) => table.name === 'tickets')?.columns ?? [],
  isPart: true,
}));

export interface OracleView {
  readonly name: string;
  readonly definition: string;
  readonly columns: readonly OracleColumn[];
  /** The table that is written through it. */
  readonly writes?: string;
}

export const views: readonly OracleView[] = [
  {
    name: 'person_mail',
    definition: 'SELECT id, email AS mail, lower(name) AS lname, born FROM people',
    columns: [column('id', 'int8'), column('mail', 'text'), column('lname', 'text'), column('born', 'date')],
  },
  {
    name: 'order_totals',
    definition:
      'SELECT person_id, count(*) AS orders, sum(qty) AS pieces, max(state) AS state FROM orders GROUP BY person_id',
    columns: [column('person_id', 'int8'), column('orders', 'int8'), column('pieces', 'int8'), column('state', 'text')],
  },
  {
    name: 'busy',
    definition:
      'SELECT m.id, m.mail, t.orders FROM person_mail m LEFT JOIN order_totals t ON t.person_id = m.id WHERE t.orders > 1',
    columns: [column('id', 'int8'), column('mail', 'text'), column('orders', 'int8')],
  },
  {
    // A view that raises on rows of people who refused.
    name: 'coded',
    definition: 'SELECT id, code::int4 AS n, 100 / score AS share FROM people',
    columns: [column('id', 'int8'), column('n', 'int4'), column('share', 'int4')],
  },
  {
    name: 'active_people',
    definition: 'SELECT id, name, score, tags, mood, active, city FROM people WHERE active',
    columns: [
      column('id', 'int8'),
      column('name', 'text'),
      column('score', 'int4'),
      column('tags', 'text[]'),
      column('mood', 'mood'),
      column('active', 'bool'),
      column('city', 'text'),
    ],
    writes: 'people',
  },
  {
    name: 'some_orders',
    definition: "SELECT o.id, o.state, o.person_id, o.qty FROM orders o WHERE o.qty > 1 AND lower(o.state) <> 'x'",
    columns: [column('id', 'int4'), column('state', 'text'), column('person_id', 'int8'), column('qty', 'int4')],
    writes: 'orders',
  },
  {
    name: 'product_list',
    definition: 'SELECT sku, title, price > 10 AS dear FROM products',
    columns: [column('sku', 'text'), column('title', 'text'), column('dear', 'bool')],
  },
];

/** Pairs of columns that lead from one relation to another, so that joins find something. */
export const links: readonly (readonly [string, string, string, string])[] = [
  ['people', 'id', 'orders', 'person_id'],
  ['orders', 'id', 'lines', 'order_id'],
  ['lines', 'sku', 'products', 'sku'],
  ['people', 'id', 'tickets', 'person_id'],
  ['people', 'id', 'vehicles', 'person_id'],
  ['people', 'id', 'person_mail', 'id'],
  ['orders', 'person_id', 'coded', 'id'],
  ['people', 'id', 'order_totals', 'person_id'],
  ['orders', 'person_id', 'vehicles', 'person_id'],
  ['orders', 'qty', 'numbers', 'n'],
  ['people', 'score', 'numbers', 'n'],
  ['tickets', 'id', 'numbers', 'n'],
  ['product_list', 'sku', 'lines', 'sku'],
  ['busy', 'id', 'orders', 'person_id'],
  ['cars', 'id', 'vehicles', 'id'],
];

/** Columns that are looked up, by the relation whose row is found. */
export const lookedUp: Readonly<Record<string, readonly string[]>> = {
  people: ['card', 'member_no'],
  vehicles: ['plate'],
};

/** What is behind the masks of the rows that a copy shows, for nothing but lookups. */
function truthTable([name, columns]: readonly [string, readonly string[]]): string {
  return `CREATE TABLE truth.${name} AS SELECT id, ${columns.join(', ')} FROM public.${name} LIMIT 0`;
}

/**
 * The store's schema. A copy of a permitted view has the same, less the constraint that a view need not meet: masks of
 * addresses may be alike. Each asker sees the keys, or one-to-one masks of them.
 */
export function createSchema(copy: { readonly hasUniqueEmails: boolean } | null): string {
  const statements = ["CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')"];
  for (const table of tables) {
    const inherited = table.suffix?.includes('INHERITS') ? vehicleColumns.length : 0;
    const own = table.columns.slice(inherited).map(({ name, declared }) => `${name} ${declared}`);
    const key = table.key.length > 0 ? [`PRIMARY KEY (${table.key.join(', ')})`] : [];
    statements.push(`CREATE TABLE ${table.name} (${[...own, ...key].join(', ')})${table.suffix ?? ''}`);
  }
  statements.push(
    'CREATE TABLE tickets_low PARTITION OF tickets FOR VALUES FROM (MINVALUE) TO (20)',
    'CREATE TABLE tickets_high PARTITION OF tickets FOR VALUES FROM (20) TO (MAXVALUE)',
    'CREATE SEQUENCE counter',
    ...views.map((view) => `CREATE VIEW ${view.name} AS ${view.definition}`),
  );
  if (copy !== null) statements.push('CREATE SCHEMA truth', ...Object.entries(lookedUp).map(truthTable));
  if (copy === null || copy.hasUniqueEmails) statements.push('ALTER TABLE people ADD UNIQUE (email)');
  if (copy === null) {
    statements.push(
      'CREATE INDEX ON people (card)',
      // Ways around: functions that read what their caller may not, and a copy.
      "CREATE FUNCTION dump_secret(int8) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT ssn FROM public.people WHERE id = $1'",
      "CREATE FUNCTION dump_person(people) RETURNS text LANGUAGE sql AS 'SELECT $1.ssn'",
      'CREATE MATERIALIZED VIEW people_copy AS SELECT * FROM people',
      'CREATE INDEX ON orders (person_id)',
      'CREATE INDEX ON people (born)',
      'CREATE INDEX ON people (lower(code))',
      `CREATE TABLE consent (person_id int8, purpose text, state text, until timestamptz, PRIMARY KEY (person_id, purpose))`,
    );
  }
  return statements.join(';\n');
}
