import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultStatementLimits, loadParser, parse } from '../../src/sql/index.js';
import { openShop, type ShopGateway } from '../fixtures/shop-gateway.js';

const directory = new URL('../fixtures/introspection/', import.meta.url);
const clients = readdirSync(directory).map((file) => file.replace(/\.sql$/, ''));

/** What these hold is others' or the server's: see `docs/compatibility.md`. */
const closedCatalogs =
  /\bpg_(user_mappings|db_role_setting|subscription|largeobject_metadata|statio_all_tables|prepared_xacts|cursors|prepared_statements)\b/;

/** A setting that is named by a value could be one of the gateway's own. */
const settingByValue = /\bcurrent_setting\((?!'|CAST\(')/;

/** PostgreSQL asks for a right that the gateway's role has not; the gateway leaves sizes out, and so no longer asks. */
const sizeOfTablespace = /\bpg_tablespace_size\b/;

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
async function answer(client: pg.Client, text: string): Promise<unknown> {
  try {
    if (/\$\d/.test(text)) {
      await client.query(`PREPARE recorded AS ${text}`);
      await client.query('DEALLOCATE recorded');
      return 'prepared';
    }
    const { fields, rows } = await client.query({ text, rowMode: 'array' });
    const columns = fields.map(({ name, dataTypeID }) => [name, dataTypeID]);
    return { columns, rows: rows.map((row) => withoutCounts(row, fields)) };
  } catch (error) {
    return (error as pg.DatabaseError).code;
  }
}

/** How many rows there are, and what they take on disk, the gateway leaves out. */
function withoutCounts(row: unknown[], fields: pg.FieldDef[]): unknown[] {
  return row.map((value, index) =>
    /^(CARDINALITY|PAGES)$/.test(fields[index]!.name) || /^-?\d+ (bytes|kB|MB)$/.test(String(value)) ? null : value,
  );
}

describe('what was recorded of clients is answered as it is directly', () => {
  test.each(clients)('%s', async (client) => {
    const differing: { text: string; direct: unknown; through: unknown }[] = [];
    const texts = introspection(client);
    for (const text of texts) {
      const [one, other] = [await answer(direct, text), await answer(through, text)];
      if (settingByValue.test(text)) expect(other).toBe('42501');
      else if (sizeOfTablespace.test(text)) expect(other).toMatchObject({ rows: expect.anything() });
      else if (closedCatalogs.test(text))
        expect(other === '42501' || JSON.stringify(other) === JSON.stringify(one)).toBe(true);
      else if (JSON.stringify(one) !== JSON.stringify(other)) differing.push({ text, direct: one, through: other });
    }
    expect(differing).toEqual([]);
  });
});

test('there is something recorded to be answered', () => {
  expect(clients.flatMap(introspection).length).toBeGreaterThan(500);
});
