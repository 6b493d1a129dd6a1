import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from '../../attacks/attacked-gateway.js';
import { ask, RawClient, say } from '../raw-client.js';

let gateway: AttackedGateway;

beforeAll(async () => {
  gateway = await openAttackedGateway('transaction', {
    policy: (text) =>
      text
        .replaceAll(/auth: \{ password: [^}]*\}/g, 'auth: { trust: loopback }')
        .replace('default_pool_size: 8', 'default_pool_size: 1'),
  });
});
afterAll(() => gateway.close());

function logIn(): Promise<RawClient> {
  const { host, port, user, database } = gateway.through('reader');
  return RawClient.logIn({ host, port }, { user, database });
}

const tooMany = 'SELECT id FROM orders ORDER BY id';

/** Where the pool has one connection, whoever it stands still for is found out by everybody. */
test.each([
  ['a row too many, and more behind it', [ask(tooMany), ask('SELECT sku FROM products'), say.sync]],
  [
    'a row too many, and what takes its time to be planned behind it',
    [
      ask('SELECT id FROM customers'),
      ask('DECLARE b CURSOR FOR SELECT id FROM customers'),
      ask(`COPY (${tooMany}) TO STDOUT`),
      ask('SELECT id FROM customers'),
      say.sync,
    ],
  ],
  ['a COPY of too many', [ask(`COPY (${tooMany}) TO STDOUT`), say.sync]],
  ['a row too many at the end', [ask('SELECT 1'), ask(tooMany), say.sync]],
  ['a Query of too many', [say.query(tooMany)]],
])('%s, answers what is said behind it, and leaves its connection to others', async (_, frames) => {
  for (const between of [0, 1, 5, 20, 50]) {
    const client = await logIn();
    client.send(...frames);
    if (between > 0) await new Promise((resolve) => setTimeout(resolve, between));
    // Waits until all before it is answered.
    client.send(say.query('SAVEPOINT a'));
    expect((await client.until('Z')).slice(-2)).toEqual(['E:54000', 'Z:I']);
    expect(await client.until('Z')).toEqual(['E:25P01', 'Z:I']);
    client.send(say.query('SELECT 1'));
    expect(await client.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    const other = await logIn();
    other.send(say.query('SELECT 2'));
    expect(await other.until('Z')).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
    client.close();
    other.close();
  }
});
