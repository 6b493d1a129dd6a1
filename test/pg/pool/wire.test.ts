import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { RawClient, say } from '../raw-client.js';
import { type PooledGateway, startPooledGateway } from './pooled-gateway.js';

let database: TestDatabase;
let gateway: PooledGateway;
const clients: RawClient[] = [];

beforeAll(async () => {
  database = await createDatabase();
  gateway = await startPooledGateway(database, { poolSize: 2 });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await gateway.listener.close();
  await database.drop();
});

async function connect(): Promise<RawClient> {
  const client = await RawClient.logIn(gateway, { database: database.name });
  clients.push(client);
  return client;
}

test('a statement that is only prepared is answered, the first time and when others hold it already', async () => {
  for (let round = 0; round < 3; round++) {
    const client = await connect();
    client.send(say.parse('SELECT 1', 'p'), say.sync);
    expect(await client.until('Z:I')).toEqual(['1', 'Z:I']);
    client.send(say.parse('SELECT 2', 'q'), say.flush);
    expect(await client.until('1')).toEqual(['1']);
    client.send(say.bind('p'), say.execute(), say.sync);
    expect(await client.until('Z:I')).toEqual(['2', 'D', 'C:SELECT 1', 'Z:I']);
  }
});
