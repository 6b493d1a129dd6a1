import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Login, openShop, type ShopGateway } from '../fixtures/shop-gateway.js';
import { describes } from './introspection/psql-commands.js';
import { psql, Terminal } from './psql.js';
import { serverNames, startServer } from './servers.js';

/** Beside the shop's tables, one of what else psql can describe. */
const moreObjects = `
  COMMENT ON TABLE customers IS 'who buys';
  COMMENT ON COLUMN customers.dob IS 'date of birth';
  CREATE TYPE order_state AS ENUM ('open', 'paid');
  CREATE TYPE address AS (street text, city text);
  CREATE DOMAIN postcode AS text CHECK (VALUE <> '');
  CREATE SEQUENCE order_number START 1000;
  CREATE VIEW paid_orders AS SELECT o.id, o.total FROM orders o WHERE o.status = 'paid';
  CREATE MATERIALIZED VIEW turnover AS SELECT status, sum(total) AS total FROM orders GROUP BY status;
  CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
  CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE FUNCTION order_total(order_id int) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT 1.0';
  CREATE PROCEDURE close_year(year int) LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
  CREATE STATISTICS customers_stats (dependencies) ON name, city FROM customers;
  ALTER TABLE support_tickets ENABLE ROW LEVEL SECURITY;
  CREATE POLICY all_tickets ON support_tickets USING (true);
`;

/**
 * Not the same on two ways by their nature: where one is connected, every setting at once, and the sizes of tablespaces,
 * for which PostgreSQL wants a right that the gateway's role has not.
 */
const incomparable = /^\\(conninfo|dRs\+|db\+|dconfig\+? ?\*?$|copy|gdesc)|\\gdesc|\\crosstabview|\\bind/;

/** What they ask can hold others' data: passwords of foreign servers, settings of roles, large objects. */
const closed = /^\\(deu|drds|dl|lo_list)\b/;

/** How much a relation takes on disk tells of rows that a purpose may not see: the gateway leaves sizes out. */
function withoutSizes(text: string): string {
  return text.replace(/\b\d+ (bytes|kB|MB|GB)\b/g, '');
}

/** Where in its text psql 15 asks a newer server for a column that has another name there. */
function withoutPlace(text: string): string {
  return text.replace(/^LINE \d+:.*\n *\^\n/gm, '');
}

describe.each(serverNames)('psql before %s', (name) => {
  let stop: () => Promise<void>;
  let shop: ShopGateway;
  let storefront: Login;
  let analyst: Login;
  let directory: string;

  beforeAll(async () => {
    const started = await startServer(name);
    stop = started.stop;
    shop = await openShop(started.server);
    await shop.ask(moreObjects);
    storefront = shop.through('storefront');
    analyst = shop.through('analyst/analytics');
    directory = await mkdtemp(join(tmpdir(), 'damask-psql-'));
  });
  afterAll(async () => {
    await shop.close();
    await stop();
    await rm(directory, { recursive: true });
  });

  const describing = describes.filter((command) => !incomparable.test(command));

  test('every describing command shows what it shows directly', async () => {
    const marked = describing.flatMap((command, index) => [`\\echo == ${index}`, `\\warn == ${index}`, command]);
    const [direct, through] = await Promise.all(
      [shop.asGateway, storefront].map((login) => psql(login, `${marked.join('\n')}\n`, ['-A'])),
    );
    const sections = (text: string) =>
      withoutSizes(withoutPlace(text))
        .split(/^== \d+\n/m)
        .slice(1);
    const answers = (ended: typeof direct) => {
      const [shown, failed] = [sections(ended!.stdout), sections(ended!.stderr)];
      return describing.flatMap((command, index) =>
        closed.test(command) ? [] : [{ command, shown: shown[index], failed: failed[index] }],
      );
    };
    expect(answers(direct).length).toBeGreaterThan(100);
    expect(answers(through)).toEqual(answers(direct));
  });

  test.each(describing.filter((command) => closed.test(command)))('%s is closed', async (command) => {
    const { stdout, stderr } = await psql(storefront, `${command}\n`);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^ERROR: {2}(catalog relation `[\w.]+` is closed|a setting must be named by a constant)/);
  });

  test.each(['\\d', '\\dt+', '\\df', '\\d customers', '\\du', '\\dn'])('%s shows something', async (command) => {
    const { stdout, stderr, code } = await psql(storefront, `${command}\n`);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/customers|order_total|postgres|public/);
  });

  test('a SELECT is laid out with the permitted values only', async () => {
    const { stdout } = await psql(analyst, 'SELECT name, ssn, country FROM customers ORDER BY country LIMIT 3;\n');
    expect(stdout).toMatch(/^ name \| ssn \| country \n-+\+-+\+-+\n( {6}\| {5}\| [A-Z]{2}\n){3}\(3 rows\)\n/);
  });

  test('\\copy reads a table out and writes one in', async () => {
    const file = join(directory, 'tickets');
    const out = await psql(storefront, `\\copy (SELECT id, ssn FROM customers ORDER BY id) to '${file}' csv header\n`);
    expect(out).toEqual({ code: 0, stdout: `COPY ${shop.retained.length}\n`, stderr: '' });
    const [header, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(header).toBe('id,ssn');
    expect(lines).toHaveLength(shop.retained.length);
    const stored = await shop.ask('SELECT ssn FROM customers WHERE ssn IS NOT NULL');
    for (const { ssn } of stored) expect(lines.join('\n')).not.toContain(ssn);

    const [product] = await shop.ask('SELECT sku FROM products LIMIT 1');
    const input = join(directory, 'items');
    await writeFile(input, `1,${product!.sku},91,1.5\n1,${product!.sku},91,2.5\n`);
    const list = 'order_items (order_id, sku, quantity, price)';
    expect(await psql(storefront, `\\copy ${list} from '${input}' csv\n`)).toMatchObject({
      stdout: 'COPY 2\n',
      stderr: '',
    });
    expect(await shop.ask('SELECT count(*)::int AS n FROM order_items WHERE quantity = 91')).toEqual([{ n: 2 }]);
    const refused = await psql(analyst, `\\copy ${list} from '${input}' csv\n`);
    expect(refused.stderr).toMatch(/ERROR: .*may not be written/);
  });

  test('\\gdesc, \\crosstabview, \\gset and \\gexec work on permitted columns', async () => {
    const { stdout, stderr } = await psql(
      storefront,
      `SELECT id, email FROM customers \\gdesc
SELECT country, status, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY 1, 2 ORDER BY 1, 2 \\crosstabview
SELECT count(*) AS n FROM customers \\gset
\\echo n is :n
SELECT 'SELECT ' || id AS text FROM customers WHERE id = 1 \\gexec
`,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/ email {2}\| text/);
    expect(stdout).toMatch(/ country \| .*delivered/);
    expect(stdout).toContain(`n is ${shop.retained.length}`);
  });

  test('FETCH_COUNT reads through a cursor', async () => {
    const { stdout } = await psql(storefront, '\\set FETCH_COUNT 17\nSELECT id FROM customers ORDER BY id;\n', ['-At']);
    expect(stdout.trimEnd().split('\n').map(Number)).toEqual(shop.retained);
  });

  test("errors are PostgreSQL's, with the place in the text", async () => {
    const { stderr } = await psql(
      storefront,
      'SELECT 1,\n  nonsense FROM customers;\nSELEC 1;\nSELECT * FROM customers, nowhere;\n',
    );
    expect(stderr).toMatch(/ERROR: {2}column .* does not exist\nLINE 2: {3}nonsense FROM customers;\n {10}\^/);
    expect(stderr).toContain('ERROR:  syntax error at or near "SELEC"\nLINE 1: SELEC 1;\n        ^');
    expect(stderr).toContain('ERROR:  relation "nowhere" does not exist');
  });

  test('ON_ERROR_ROLLBACK keeps a transaction alive with savepoints', async () => {
    const { stdout } = await psql(
      storefront,
      "\\set ON_ERROR_ROLLBACK on\nBEGIN;\nSELECT nonsense FROM customers;\nUPDATE customers SET phone = '42' WHERE id = 2;\nCOMMIT;\n",
    );
    expect(stdout).toBe('BEGIN\nUPDATE 1\nCOMMIT\n');
    expect(await shop.ask('SELECT phone FROM customers WHERE id = 2')).toEqual([{ phone: '42' }]);
  });

  test('an interrupt cancels the statement and not the session', async () => {
    const terminal = new Terminal(storefront);
    await terminal.sees(/=> /);
    terminal.type('SELECT count(*) FROM generate_series(1, 2000000000);\n');
    await new Promise((resolve) => setTimeout(resolve, 500));
    terminal.type('\u0003');
    await terminal.sees(/canceling statement due to user request/);
    terminal.type("SELECT 'still ' || 'here';\n");
    await terminal.sees(/still here/);
    await terminal.close();
  });

  test('a name is completed at the keyboard', async () => {
    const terminal = new Terminal(storefront);
    await terminal.sees(/=> /);
    terminal.type('SELECT count(*) FROM cust\t');
    await terminal.sees(/omers ?$/); // the table, or its sequence
    terminal.type(';\n');
    expect(await terminal.sees(/\(1 row\)/)).toContain(String(shop.retained.length));
    await terminal.sees(/=> /);
    terminal.type('UPDATE customers SET ph\t');
    await terminal.sees(/phone $/);
    terminal.type('\u0003');
    await terminal.sees(/=> /);
    terminal.type('\\d ord\t\t\t');
    expect(await terminal.sees(/order_items[\s\S]*orders/)).toContain('order_items_pkey');
    await terminal.close();
  });
});
