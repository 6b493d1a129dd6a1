import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReadableParameter } from '../../src/enforce/system/index.js';
import { defaultStatementLimits, loadParser, parse } from '../../src/sql/index.js';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';

const directory = new URL('../fixtures/introspection/', import.meta.url);
const clients = readdirSync(directory).map((file) => file.replace(/\.sql$/, ''));

/** What these hold is others' or the server's: see `docs/compatibility.md`. */
const closedCatalogs =
  /\bpg_(user_mappings?|db_role_setting|largeobject_metadata|statio_all_tables|prepared_xacts|cursors|prepared_statements|stats|replication_slots|stat_(activity|all_tables|all_indexes|database|replication|subscription|user_functions)|statio_all_(sequences|indexes)|locks)\b/;

/** The value is NULL for a setting that may not be read. */
const settingByName = /\bcurrent_setting\(s\.name\)/;

/** PostgreSQL asks for a right that the gateway's role has not; the gateway leaves this out, and so no longer asks. */
const notAsked = /\b(pg_tablespace_size|subconninfo)\b/;

/**
 * Columns of sizes and counts of rows, which are null through the gateway or say `not known yet`; values from before a column
 * was added; settings of roles; and where a setting has its value from, which is the client's own wish directly and the gateway's otherwise.
 */
const leftOut =
  /^(CARDINALITY|PAGES|Size|Total Size|index_(rel_size|num_scans)|(total_)?rel_size|pg_database_size|estimated_row_count|reltuples|attmissingval|rolconfig|source)$/;

let shop: ShopGateway;
let direct: pg.Client;
let through: pg.Client;

beforeAll(async () => {
  await loadParser();
  shop = await openShop();
  direct = new pg.Client(shop.asGateway);
  through = new pg.Client(shop.through('storefront'));
  await Promise.all([direct.connect(), through.connect()]);
});
afterAll(async () => {
  await Promise.all([direct.end(), through.end()]);
  await shop.close();
});

/** A recorded file's statements that read nothing but the catalog. */
function introspection(client: string): string[] {
  const [, ...recorded] = readFileSync(new URL(`${client}.sql`, directory), 'utf8').split(/^-- @ .*\n/m);
  return recorded.filter((text) => {
    const statements = parse(text, { ...defaultStatementLimits, statementBytesMax: 100_000 });
    if (statements.length !== 1) return false;
    const tree = JSON.stringify(statements[0]!.node);
    if (!tree.startsWith('{"SelectStmt"') || tree.includes('"set_config"')) return false;
    const ctes = new Set([...tree.matchAll(/"ctename":"(\w+)"/g)].map(([, name]) => name));
    const names = [...tree.matchAll(/"RangeVar":\{(?:"schemaname":"(\w+)",)?"relname":"(\w+)"/g)];
    return (
      names.length > 0 &&
      names.every(
        ([, schema, name = '']) => schema === 'information_schema' || name.startsWith('pg_') || ctes.has(name),
      )
    );
  });
}

/** What a statement answers; with parameters, whether it can be prepared. */
async function answer(client: pg.Client, text: string): Promise<pg.QueryArrayResult | string> {
  try {
    if (/\$\d/.test(text)) {
      await client.query(`PREPARE recorded AS ${text}`);
      await client.query('DEALLOCATE recorded');
      return 'prepared';
    }
    const result = await client.query({ text, rowMode: 'array' });
    if (!settingByName.test(text)) return result;
    const rows = result.rows.filter(([name]) => isReadableParameter(String(name)));
    return { ...result, rows } as pg.QueryArrayResult;
  } catch (error) {
    return (error as pg.DatabaseError).code ?? 'broken';
  }
}

/** Where two answers differ: the names of columns, or what was answered instead. */
function difference(one: pg.QueryArrayResult | string, other: pg.QueryArrayResult | string): readonly string[] {
  if (typeof one === 'string' || typeof other === 'string') {
    const [direct, through] = [one, other].map((each) => (typeof each === 'string' ? each : `${each.rowCount} rows`));
    return direct === through ? [] : [`${direct} → ${through}`];
  }
  if (one.rows.length !== other.rows.length) return [`${one.rows.length} rows → ${other.rows.length} rows`];
  return one.fields
    .filter(({ name, dataTypeID }, index) => {
      const field = other.fields[index];
      const same = one.rows.every((row, at) => JSON.stringify(row[index]) === JSON.stringify(other.rows[at]?.[index]));
      return name !== field?.name || dataTypeID !== field.dataTypeID || !same;
    })
    .map(({ name }) => name);
}

/** The statement, with the numbers that its client had read in another database before: they are `oid`'s here. */
const atCustomers = (text: string, oid: string) => text.replaceAll(/\b1[6-9]\d{3}\b/g, oid);

describe('what was recorded of clients is answered as it is directly', () => {
  test.each(clients)('%s', async (client) => {
    const differing: Record<string, readonly string[]> = {};
    const { rows } = await direct.query("SELECT 'public.customers'::regclass::oid AS oid");
    for (const recorded of introspection(client)) {
      const text = atCustomers(recorded, rows[0].oid);
      let [one, other] = [await answer(direct, text), await answer(through, text)];
      if (notAsked.test(text)) expect(other).toMatchObject({ rows: expect.anything() });
      else if (other !== '42501' || !closedCatalogs.test(text)) {
        let columns = difference(one, other).filter((name) => !leftOut.test(name));
        for (let again = 0; again < 3 && columns.length > 0; again += 1) {
          // Other tests make roles and databases in the same server meanwhile.
          [one, other] = [await answer(direct, text), await answer(through, text)];
          columns = difference(one, other).filter((name) => !leftOut.test(name));
        }
        if (columns.length > 0) differing[text] = columns;
      }
    }
    expect(differing).toEqual({});
  });
});

test.each(['pg_stat_user_tables', 'pg_statio_all_tables'])(
  '%s tells which relations there are, and counts nothing',
  async (name) => {
    const { rows, fields } = await through.query({
      text: `SELECT * FROM ${name} WHERE schemaname = 'public'`,
      rowMode: 'array',
    });
    expect(rows.length).toBeGreaterThan(3);
    expect(fields.slice(0, 3).map((field) => field.name)).toEqual(['relid', 'schemaname', 'relname']);
    for (const row of rows) expect(new Set(row.slice(3).map((value: unknown) => value ?? '0'))).toEqual(new Set(['0']));
  },
);

test('how often an index was read is not told', async () => {
  const { rows } = await through.query(
    "SELECT pg_stat_get_numscans(oid) AS scans, pg_stat_get_numscans(oid) > 0 AS any FROM pg_class WHERE relname = 'customers_pkey'",
  );
  expect(rows).toEqual([{ scans: null, any: null }]);
});

test('there is something recorded to be answered', () => {
  expect(clients.flatMap(introspection).length).toBeGreaterThan(500);
});
