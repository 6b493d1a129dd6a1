import { describe, expect, test } from 'vitest';
import type { TemporaryView } from '../../../src/enforce/rewrite/temporary-view.js';
import { shopPolicy, shopPolicyWithTemporary } from '../shop-policy.js';
import { outline, plan, refusal } from '../small-view.js';

const policy = shopPolicyWithTemporary();

const view = (name: string, definition: string, columns = ['id', 'ssn']): TemporaryView => ({
  name,
  columns,
  definition,
  path: ['public'],
});
const seen = view('seen', 'SELECT id, ssn FROM customers');

function session(...views: readonly (TemporaryView | string)[]) {
  const known = new Map<string, never>();
  const entries = views.map((one) => (typeof one === 'string' ? ([one, null] as const) : ([one.name, one] as const)));
  return { policy, session: { temporary: { known, permit: 'now', views: new Map(entries) } } };
}

const planned = (sql: string, changes = session(seen)) => plan(sql, 'storefront', changes);
const text = (sql: string, changes = session(seen)) => outline(planned(sql, changes)).replaceAll('"', '');
const sent = (sql: string, changes = session(seen)) => planned(sql, changes).text.replaceAll('"', '');
const no = (sql: string, changes = session(seen)) => refusal(sql, 'storefront', changes);

describe('what is made', () => {
  test('has the columns, and nothing of a guard', () => {
    const made = planned(
      "CREATE TEMP VIEW mine AS SELECT c.id, ssn AS said FROM customers c WHERE ssn <> 'x'",
      session(),
    );
    expect(made.text.replaceAll('"', '')).toMatch(
      /^CREATE TEMPORARY VIEW pg_temp.mine\(id, said\) AS SELECT c.id, ssn AS said FROM \(SELECT CAST\(NULL AS bigint\) AS id, .*CAST\(NULL AS numeric\(12,2\)\) AS balance, .* WHERE false\) AS c WHERE ssn <> 'x'$/,
    );
    expect(made.text).not.toMatch(/damask|current_setting|consent|public/);
    expect(made.effects).toEqual([
      {
        kind: 'view',
        name: 'mine',
        view: {
          name: 'mine',
          columns: ['id', 'said'],
          definition: expect.stringContaining('customers'),
          path: expect.anything(),
        },
      },
    ]);
    expect([made.isEarlier, made.hangsOnNames]).toEqual([true, true]);
  });

  test('by its own names, by OR REPLACE, and in pg_temp', () => {
    expect(sent('CREATE OR REPLACE TEMP VIEW seen (a, b) AS TABLE customer_mail', session(seen, 'mine'))).toMatch(
      /^CREATE OR REPLACE TEMPORARY VIEW pg_temp.seen\(a, b\) AS/,
    );
    expect(sent('CREATE VIEW pg_temp.mine AS SELECT 1 AS one', session())).toContain(
      'VIEW pg_temp.mine(one) AS SELECT 1',
    );
  });

  test('over another one stands over what the store has of it', () => {
    expect(sent('CREATE TEMP VIEW mine AS SELECT id FROM seen s')).toBe(
      'CREATE TEMPORARY VIEW pg_temp.mine(id) AS SELECT id FROM (SELECT c.id, c.ssn FROM pg_temp.seen AS c) AS s',
    );
  });
});

describe('what is read', () => {
  test('is the definition with the guards inside, under the names that it was given', () => {
    expect(text('SELECT ssn FROM seen')).toContain(
      'FROM (SELECT id, ssn FROM [public.customers] AS customers) AS seen(id, ssn)',
    );
    expect(
      text(
        'SELECT x.b FROM pg_temp.seen x (a)',
        session(view('seen', 'TABLE customers', ['k', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'])),
      ),
    ).toMatch(/AS x\(a, b, c,/);
    expect(planned('SELECT 1 FROM seen').isEarlier).toBe(true);
    expect(planned('SELECT 1 FROM seen').touchesProtected).toBe(true);
  });

  test('views stand on views, but not on themselves', () => {
    const other = view('other', 'SELECT id FROM seen', ['id']);
    expect(text('SELECT * FROM other', session(seen, other))).toContain(
      '(SELECT id FROM (SELECT id, ssn FROM [public.customers]',
    );
    const loop = view('loop', 'SELECT id FROM loop', ['id']);
    expect(no('SELECT 1 FROM loop', session(loop))).toMatch(/stands on too many others/);
  });

  test('only while it is what was defined', () => {
    expect(no('SELECT 1 FROM seen', session('seen'))).toMatch(
      /42501 whether temporary view `seen` is as it was defined/,
    );
    expect(no('SELECT 1 FROM seen', session(view('seen', 'TABLE customers')))).toMatch(/has other columns now/);
    expect(no('SELECT 1 FROM gone')).toMatch(/42P01/);
  });

  test('so many times, however it is said', () => {
    const long = view('long', `SELECT 1 AS id, 2 AS ssn WHERE 1 IN (${Array(2_000).fill('1').join(', ')})`);
    expect(planned('SELECT 1 FROM long', session(long)).text.length).toBeGreaterThan(5_000);
    expect(
      no(`SELECT 1 FROM ${Array.from({ length: 9 }, (_, at) => `long l${at}`).join(', ')}`, session(long)),
    ).toMatch(/54001/);
  });
});

test.each([
  ["INSERT INTO seen VALUES (1, 'x')", /read only/],
  ['UPDATE seen SET id = 1', /read only/],
  ['DELETE FROM pg_temp.seen', /read only/],
  ['MERGE INTO seen USING products p ON true WHEN MATCHED THEN DELETE', /read only/],
  ['LOCK TABLE seen', /read only/],
  ['TRUNCATE seen', /42501/],
  ['COPY seen FROM STDIN', /read only/],
  ['ALTER VIEW seen RENAME TO other', /42501/],
  ['ALTER TABLE seen RENAME COLUMN id TO ssn', /42501/],
  ['CREATE RULE r AS ON SELECT TO seen DO INSTEAD SELECT 1', /42501/],
  ['CREATE TRIGGER t INSTEAD OF INSERT ON seen EXECUTE FUNCTION f()', /42501/],
  ['COMMENT ON VIEW seen IS $$x$$', /42501/],
  ['GRANT SELECT ON seen TO PUBLIC', /42501/],
  ['CREATE VIEW public.mine AS SELECT * FROM seen', /42501/],
  ['CREATE MATERIALIZED VIEW mine AS SELECT * FROM seen', /42501/],
  ['CREATE TABLE mine AS SELECT * FROM seen', /42501/],
  ['CREATE TEMP TABLE seen (id int)', /is the name of something else/],
  ['CREATE TEMP VIEW customers AS SELECT 1 AS one', /is the name of something else/],
  ['CREATE TEMP VIEW text AS SELECT 1 AS one', /is the name of something else/],
  ['CREATE TEMP VIEW public.mine AS SELECT 1 AS one', /no place in schema/],
  ['CREATE TEMP VIEW mine AS SELECT $1 AS one', /no parameters/],
  ['CREATE TEMP VIEW mine AS WITH x AS (DELETE FROM products RETURNING 1 AS one) SELECT * FROM x', /may not write/],
  ['CREATE TEMP VIEW mine AS SELECT 1 AS one INTO other', /may not write/],
  ['CREATE TEMP VIEW mine WITH (security_barrier) AS SELECT 1 AS one', /42501/],
  ['CREATE TEMP VIEW mine AS SELECT id FROM customers WITH CHECK OPTION', /read only/],
  ['CREATE TEMP VIEW mine AS SELECT leak(1) AS one', /42501/],
  ['CREATE TEMP VIEW mine AS SELECT notes.leak FROM customers notes', /42/],
  ["CREATE TEMP VIEW mine AS SELECT set_config('a', 'b', false) AS one", /42/],
  ['CREATE TEMP VIEW mine AS SELECT * FROM nothing', /42P01/],
  ['DROP VIEW seen CASCADE', /takes no CASCADE/],
  ['DROP VIEW seen, customer_mail', /is no temporary view/],
  ['DROP VIEW pg_temp.other', /is no temporary view/],
  ['DROP VIEW IF EXISTS customer_mail', /42501/],
  ['DROP VIEW customer_mail', /not permitted/],
])('%s is refused', (sql, why) => {
  expect(no(sql)).toMatch(why);
});

test('it is dropped by its own name', () => {
  const dropped = planned('DROP VIEW IF EXISTS seen, mine');
  expect(dropped.text.replaceAll('"', '')).toBe('DROP VIEW IF EXISTS pg_temp.seen, pg_temp.mine');
  expect(dropped.effects).toEqual([
    { kind: 'view', name: 'seen', view: null },
    { kind: 'view', name: 'mine', view: null },
  ]);
  expect(planned('DISCARD TEMP').effects).toEqual([{ kind: 'view', name: 'seen', view: null }]);
  expect(planned('DISCARD ALL').effects).toContainEqual({ kind: 'view', name: 'seen', view: null });
  expect(planned('DISCARD PLANS').effects).toEqual([]);
});

test('nobody makes one without leave, nor too many', () => {
  const many = session(...Array.from({ length: 1_000 }, (_, at) => `v${at}`));
  expect(no('CREATE TEMP VIEW mine AS SELECT 1 AS one', many)).toMatch(/too many temporary views/);
  expect(sent('CREATE OR REPLACE TEMP VIEW v7 AS SELECT 1 AS one', many)).toContain('pg_temp.v7');

  const without = { policy: shopPolicy() };
  expect(refusal('CREATE TEMP VIEW mine AS SELECT 1 AS one', 'storefront', without)).toMatch(
    /may: \[temp\]|not permitted/,
  );
});
