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

  const rowSecurity = 'setting `row_security` may not be changed';
  const maintenance = 'maintenance is not permitted';
  const noSuchDatabase = 'database "template1" does not exist';

  test.each<[string, string[], string]>([
    ['pg_dump', [], rowSecurity],
    ['pg_dump', ['--schema-only'], rowSecurity],
    ['pg_dump', ['--data-only', '--inserts', '-t', 'customers'], rowSecurity],
    ['pg_dump', ['--enable-row-security'], 'this setting may not be changed by a function'],
    ['pg_dump', ['--enable-row-security', '-t', 'customers'], 'this setting may not be changed by a function'],
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

  test('directly they can', async () => {
    const { code, stdout } = await tool(shop.direct, 'pg_dump', ['-t', 'customers']);
    expect(code).toBe(0);
    expect(emails.filter((email) => !stdout.includes(email))).toEqual([]);
    expect((await tool(shop.through('storefront'), 'pg_isready', [])).code).toBe(0);
  });
});
