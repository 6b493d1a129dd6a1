import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Login, openShop, type ShopGateway } from '../fixtures/shop-gateway.js';
import { type Ended, runClient } from './psql.js';
import { startServer } from './servers.js';

/** One of PostgreSQL's own tools, of the version that fits its server. */
function tool(login: Login, name: string, args: readonly string[]): Promise<Ended> {
  return runClient(login, `/usr/lib/postgresql/15/bin/${name}`, args);
}

describe('PostgreSQL’s own tools say why they can not, and nothing else', () => {
  let stop: () => Promise<void>;
  let shop: ShopGateway;
  let emails: readonly string[];

  beforeAll(async () => {
    const started = await startServer('PostgreSQL 15');
    stop = started.stop;
    shop = await openShop(started.server);
    emails = (await shop.ask('SELECT email FROM customers')).map(({ email }) => String(email));
  });
  afterAll(async () => {
    await shop.close();
    await stop();
  });

  const sequences = 'sequence `public.customers_id_seq` may not be read';
  const largeObjects = 'catalog relation `pg_catalog.pg_largeobject_metadata` is closed';
  const maintenance = 'maintenance is not permitted';
  const noSuchDatabase = 'database "template1" does not exist';

  test.each<[string, string[], string]>([
    ['pg_dump', [], largeObjects],
    ['pg_dump', ['--data-only', '--inserts', '-t', 'customers'], sequences],
    ['pg_dump', ['--enable-row-security'], largeObjects],
    ['pg_dump', ['--enable-row-security', '-t', 'customers'], sequences],
    ['vacuumdb', ['--analyze-only'], maintenance],
    ['vacuumdb', ['-t', 'customers'], maintenance],
    ['reindexdb', [], maintenance],
    ['clusterdb', [], maintenance],
    ['createdb', ['another'], noSuchDatabase],
    ['dropdb', ['another'], noSuchDatabase],
    ['createuser', ['somebody'], noSuchDatabase],
    ['pg_dumpall', ['--globals-only'], noSuchDatabase],
  ])('%s %j: %s', async (name, args, why) => {
    for (const login of [shop.through('storefront'), shop.through('analyst/analytics')]) {
      const { code, stdout, stderr } = await tool(login, name, args);
      expect(stderr).toContain(why);
      expect(code).toBe(1);
      expect(emails.filter((email) => stdout.includes(email))).toEqual([]);
    }
  });

  test('what is protected is dumped as definitions, and as what may be seen of it', async () => {
    const definitions = await tool(shop.through('storefront'), 'pg_dump', ['--schema-only', '-t', 'customers']);
    expect(definitions).toMatchObject({ code: 0, stderr: '' });
    expect(definitions.stdout).toContain('CREATE TABLE public.customers');
    const login = shop.through('analyst/analytics');
    const { code, stdout, stderr } = await tool(login, 'pg_dump', [
      '-a',
      '-t',
      'order_items',
      '--exclude-table-data',
      '*_seq',
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/COPY public\.order_items .*FROM stdin;\n\d+/);
    expect(emails.filter((email) => stdout.includes(email))).toEqual([]);
  });

  test('directly they can', async () => {
    const { code, stdout } = await tool(shop.direct, 'pg_dump', ['-t', 'customers']);
    expect(code).toBe(0);
    expect(emails.filter((email) => !stdout.includes(email))).toEqual([]);
    expect((await tool(shop.through('storefront'), 'pg_isready', [])).code).toBe(0);
  });
});
