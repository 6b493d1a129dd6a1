import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { writingAddresses } from './writing-addresses.js';

/**
 * What stands beside the row that is written may raise, and must not be asked for because of a row that may not be seen: it would
 * tell that there is one. The planner's settings are a client's to choose.
 */
const settings = [
  [],
  [
    'join_collapse_limit = 1',
    'from_collapse_limit = 1',
    'enable_hashjoin = off',
    'enable_mergejoin = off',
    'enable_material = off',
  ],
  ['enable_nestloop = off'],
];

let shop: Shop;
let mailer: Visitor;

beforeAll(async () => {
  shop = await openShop({ policy: writingAddresses() });
  await shop.database.query(`
    INSERT INTO customers SELECT i, 'n', 'u' || i || '@example.com', NULL, NULL, 'Berlin' || i, NULL, 1, NULL FROM generate_series(100, 2000) i;
    INSERT INTO consent SELECT i, 'marketing', 'given', NULL FROM generate_series(100, 2000) i;
    INSERT INTO customers VALUES (50, 'n', 'hidden@example.com', NULL, NULL, 'Oslo', NULL, 1, NULL);
    INSERT INTO consent VALUES (50, 'marketing', 'refused', NULL);
    CREATE INDEX ON customers (city);
    ANALYZE`);
  mailer = await shop.as('mailer');
});

afterAll(async () => {
  await mailer?.close();
  await shop?.close();
});

async function said(sql: string): Promise<string> {
  try {
    return JSON.stringify(await mailer.ask(sql));
  } catch (fault) {
    return `${(fault as { code?: string }).code} ${(fault as Error).message}`;
  }
}

const beside = [
  "FROM (SELECT title::int4 AS n, CASE WHEN price >= 0 THEN '@' END AS city FROM products) j WHERE customers.id = j.n AND customers.city = j.city",
  "FROM (SELECT title::int4 AS n FROM products) j WHERE customers.id = j.n AND customers.city = '@'",
  "FROM (SELECT title::int4 AS n FROM products) j, (SELECT '@'::text AS c FROM products) k WHERE customers.city = k.c AND customers.id = j.n",
  "FROM products p JOIN products j ON p.price = j.title::int4 WHERE customers.city = '@' AND customers.id = p.price",
  "FROM products p JOIN products j ON p.title ~ j.title AND p.price = j.title::int4 WHERE customers.city = '@' AND customers.id = j.price",
  "FROM (SELECT price FROM products WHERE price = title::int4) j WHERE customers.city = '@' AND customers.id = j.price",
  "FROM (SELECT price FROM products WHERE price IN (SELECT title::int4 FROM products)) j WHERE customers.city = '@' AND customers.id = j.price",
  "FROM (VALUES (1 / (SELECT 0 FROM products LIMIT 1))) j (n) WHERE customers.city = '@' AND customers.id = j.n",
  "FROM (SELECT title::int4 AS n FROM products UNION ALL SELECT 5) j WHERE customers.city = '@' AND customers.id = j.n",
  `FROM jsonb_to_recordset('[{"a": "x"}]') AS j (a int) WHERE customers.city = '@' AND customers.id = j.a`,
];

describe.each(settings.map((one) => [one.join(', '), one] as const))('with %s', (_, changed) => {
  beforeAll(async () => {
    await mailer.ask('RESET ALL');
    for (const setting of changed) await mailer.ask(`SET ${setting}`);
  });

  test.each(beside)('UPDATE … %s', async (from) => {
    const of = (city: string) => said(`UPDATE customers SET city = customers.city ${from.replaceAll('@', city)}`);
    expect(await of('Oslo')).toBe(await of('Lima'));
    expect(await of('Berlin100')).toMatch(/^\[\]$|invalid input syntax|division by zero/);
  });

  test('MERGE is asked in the same way', async () => {
    const of = (city: string) =>
      said(
        `MERGE INTO customers c USING (SELECT title::int4 AS n FROM products) AS j ON c.id = j.n AND c.city = '${city}' WHEN MATCHED THEN DO NOTHING`,
      );
    expect(await of('Oslo')).toBe(await of('Lima'));
  });
});

test.each(['UPDATE customers SET city = city WHERE', 'MERGE INTO customers USING products p ON'])(
  'a cast is tried out before any row is read, whatever stands before it: %s …',
  async (statement) => {
    await mailer.ask("RESET ALL; SET application_name = 'abc'");
    const action = statement.startsWith('MERGE') ? ' WHEN MATCHED THEN DO NOTHING' : '';
    const of = (city: string) =>
      said(`${statement} id + 1 > 0 AND (city <> '${city}' OR current_setting('application_name')::int4 = 5)${action}`);
    const [hidden, nowhere] = [await of('Oslo'), await of('Lima')];
    expect([hidden, nowhere]).toEqual(Array(2).fill('22P02 invalid input syntax for type integer: "abc"'));
  },
);

test('what is given as it stands finds rows by their keys beside what may raise', async () => {
  await mailer.ask('RESET ALL');
  const plan = await mailer.explain(
    "UPDATE customers SET city = s.sku FROM (SELECT p.price, p.sku FROM products p WHERE p.title ~ 'T') s WHERE customers.id = 4711 AND customers.email = s.sku",
  );
  expect(plan.join('\n')).not.toMatch(/Seq Scan on customers/);
});
