import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGateway, type Gateway, type GatewayAddresses, readConfiguration } from '../../src/compose.js';
import { RawClient, say } from '../pg/raw-client.js';
import { createShop, type TestShop } from './shop.js';

let shop: TestShop;

beforeAll(async () => {
  shop = await createShop();
});
afterAll(() => shop.drop());

const withheld = (text: string): string => text.replace('      user.contact: pass\n', '      user.contact: withhold\n');
const absent = (text: string): string =>
  withheld(text).replace('    purpose: fulfilment\n', '    purpose: fulfilment\n    withhold: absent\n');
const unchanged = (text: string): string => text;

describe.each(['session', 'transaction'])('in %s mode', (mode) => {
  let gateway: Gateway;
  let addresses: GatewayAddresses;
  const clients: RawClient[] = [];

  const configure = (change: (text: string) => string): void =>
    shop.configure((text) =>
      change(text)
        .replace('    unlisted: refuse\n', `    unlisted: refuse\n    pool: { pool_mode: ${mode} }\n`)
        .replace(/auth: \{ password: "\$\{(STOREFRONT|ANALYST)_.*\}/g, 'auth: { trust: loopback }'),
    );
  const reload = async (change: (text: string) => string): Promise<void> => {
    configure(change);
    expect(await gateway.reload()).toEqual([]);
  };
  const connect = async (user = 'storefront'): Promise<RawClient> => {
    const client = await RawClient.logIn(addresses.postgres, { user, database: shop.database.name });
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    configure(unchanged);
    gateway = createGateway({ read: () => readConfiguration(shop.config, shop.environment) });
    addresses = await gateway.open();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await gateway.close();
  });

  const email = 'SELECT email FROM customers WHERE id = $1';
  const run = (name: string): Buffer[] => [say.bind(name, '', ['1']), say.execute(), say.sync];
  const rowOf = (client: RawClient): string => client.last('D').toString('latin1', 7);
  const shown = '\0\0\0\u000fada@example.com';
  const hidden = '\u00ff\u00ff\u00ff\u00ff';

  test('a statement that its client keeps prepared runs under the policy of now', async () => {
    const [client, other] = [await connect(), await connect()];
    for (const one of [client, other]) {
      one.send(say.parse(email, 'kept', [20]), say.describeStatement('kept'), say.sync);
      expect(await one.until('Z:I')).toEqual(['1', 't', 'T', 'Z:I']);
      one.send(...run('kept'));
      await one.until('Z:I');
      expect(rowOf(one)).toBe(shown);
    }
    for (const [change, row] of [
      [withheld, hidden],
      [unchanged, shown],
      [withheld, hidden],
    ] as const) {
      await reload(change);
      for (const one of [client, other, client]) {
        one.send(...run('kept'));
        expect(await one.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
        expect(rowOf(one)).toBe(row);
      }
    }
  });

  test('within a transaction and a pipeline, too', async () => {
    const client = await connect();
    client.send(say.parse(email, 'kept', [20]), say.parse('SELECT 1', 'other'), say.sync);
    await client.until('Z:I');
    client.send(say.query('BEGIN'));
    await client.until('Z:T');
    await reload(withheld);
    const part = [say.bind('other'), say.execute(), say.bind('kept', '', ['1']), say.execute()];
    client.send(...part, ...part, say.sync, say.query('COMMIT'));
    expect(await client.until('Z:T')).toEqual([...Array(4).fill(['2', 'D', 'C:SELECT 1']).flat(), 'Z:T']);
    expect(rowOf(client)).toBe(hidden);
    await client.until('Z:I');
  });

  test('behind an error in its batch, and in an aborted transaction, it is not heard', async () => {
    const client = await connect();
    client.send(say.parse(email, 'kept', [20]), say.parse('SELECT 1/0', 'fails'), say.sync);
    await client.until('Z:I');
    await reload(withheld);
    client.send(say.bind('fails'), say.execute(), ...run('kept'));
    expect(await client.until('Z:I')).toEqual(['E:22012', 'Z:I']);
    client.send(say.query('BEGIN'), say.query('SELECT 1/0'));
    await client.until('Z:E');
    client.send(...run('kept'));
    expect(await client.until('Z:E')).toEqual(['E:25P02', 'Z:E']);
    client.send(say.query('ROLLBACK'), ...run('kept'));
    await client.until('Z:I');
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
    expect(rowOf(client)).toBe(hidden);
  });

  test('one whose columns are others now is told so in PostgreSQL’s words, until it is prepared again', async () => {
    const client = await connect();
    const all = 'SELECT * FROM customers WHERE id = $1';
    client.send(say.parse(all, 'kept', [20]), say.describeStatement('kept'), ...run('kept'));
    expect(await client.until('Z:I')).toEqual(['1', 't', 'T', '2', 'D', 'C:SELECT 1', 'Z:I']);
    await reload(absent);
    for (let round = 0; round < 2; round++) {
      client.send(...run('kept'));
      expect(await client.until('Z:I')).toEqual(['E:0A000', 'Z:I']);
      expect(client.lastError.get('M')).toBe('cached plan must not change result type');
    }
    client.send(say.parse(all, 'again', [20]), say.describeStatement('again'), ...run('again'));
    expect(await client.until('Z:I')).toEqual(['1', 't', 'T', '2', 'D', 'C:SELECT 1', 'Z:I']);
    expect(rowOf(client)).not.toContain('ada@example.com');
    // Back to what it was planned under, it is what it was; the other one is not.
    await reload(unchanged);
    client.send(...run('kept'));
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
    expect(rowOf(client)).toContain('ada@example.com');
    client.send(...run('again'));
    expect(await client.until('Z:I')).toEqual(['E:0A000', 'Z:I']);
  });

  test('one whose parameters are of other types now is told so: values are written by the types that its client knows', async () => {
    const client = await connect();
    client.send(say.parse(email, 'kept'), say.describeStatement('kept'), say.sync);
    expect(await client.until('Z:I')).toEqual(['1', 't', 'T', 'Z:I']);
    const retype = (type: string) => shop.database.query(`ALTER TABLE customers ALTER id TYPE ${type}`);
    await retype('int');
    try {
      await reload(withheld);
      client.send(...run('kept'));
      expect(await client.until('Z:I')).toEqual(['E:0A000', 'Z:I']);
      expect(client.lastError.get('R')).toBe('RevalidateCachedQuery');
      client.send(say.parse(email, 'again'), say.describeStatement('again'), ...run('again'));
      expect(await client.until('Z:I')).toEqual(['1', 't', 'T', '2', 'D', 'C:SELECT 1', 'Z:I']);
    } finally {
      await retype('bigint');
    }
  });

  test('a portal of before runs nothing any more, and what is refused now says why', async () => {
    const client = await connect();
    client.send(say.parse(email, 'kept', [20]), say.query('BEGIN'));
    await client.until('Z:T');
    client.send(say.bind('kept', 'c', ['1']), say.sync);
    await client.until('Z:T');
    await reload(withheld);
    // The statement is prepared anew meanwhile; the portal is not.
    client.send(say.bind('kept', '', ['1']), say.execute(), say.execute('c'), say.sync, say.query('ROLLBACK'));
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'E:26000', 'Z:E', 'C:ROLLBACK', 'Z:I']);
    expect(rowOf(client)).toBe(hidden);

    const analyst = await connect('analyst/analytics');
    analyst.send(say.parse('EXPLAIN SELECT 1', 'plan'), say.bind('plan'), say.execute(), say.sync);
    await analyst.until('Z:I');
    await reload((text) => text.replace('    may: [explain]\n', ''));
    analyst.send(say.bind('plan'), say.execute(), say.sync);
    expect(await analyst.until('Z:I')).toEqual(['E:42501', 'Z:I']);
  });

  test('what SQL names is dropped by SQL, and the name is free', async () => {
    const client = await connect();
    client.send(say.parse('SELECT 1', 'p'), say.sync, say.query('DEALLOCATE p'), say.query('PREPARE p AS SELECT 2'));
    expect(await client.until('C:PREPARE')).toEqual(['1', 'Z:I', 'C:DEALLOCATE', 'Z:I', 'C:PREPARE']);
    await client.until('Z:I');
    client.send(say.query('DEALLOCATE ALL'), say.parse('SELECT 3', 'p'), say.bind('p'), say.execute(), say.sync);
    await client.until('Z:I');
    expect(await client.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  });
});
