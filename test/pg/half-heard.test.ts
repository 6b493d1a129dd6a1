import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../fixtures/database.js';
import { startGateway } from './gateway.js';
import { startPooledGateway } from './pool/pooled-gateway.js';
import { RawClient, say } from './raw-client.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const ways = {
  'a guarded store, session mode': () => startGateway(database),
  'a transparent store, session mode': () => startGateway(database, { transparent: true }),
  'a transparent store, transaction mode': () => startPooledGateway(database),
};

const long = 'x'.repeat(70_000);
const messages: Readonly<Record<string, Buffer>> = {
  Query: say.query('SELECT 1'),
  Parse: say.parse('SELECT 1', 'p'),
  Bind: say.bind(''),
  'a Bind that streams': say.bind('', '', [long]),
  Describe: say.describePortal(),
  Execute: say.execute(),
  Close: say.closeStatement('p'),
};

describe.each(Object.entries(ways))('%s', (_, start) => {
  // The server ignores all up to the Sync, whenever what comes before it began.
  test.each(Object.entries(messages))(
    '%s that began before an error, and ends after it, is not heard',
    async (_, bytes) => {
      const gateway = await start();
      const client = await RawClient.logIn(gateway, { database: database.name });
      // In the middle of its header, of its body, and but for its last byte.
      for (const at of [3, 5, 6, bytes.length - 1].filter((one) => one < bytes.length)) {
        client.send(say.parse('SELECT nothing'), say.flush, bytes.subarray(0, at));
        expect(await client.until('E:42703'), `${at}`).toEqual(['E:42703']);
        client.send(bytes.subarray(at), say.bind(), say.execute(), say.sync);
        expect(await client.until('Z:I'), `${at}`).toEqual(['Z:I']);
        client.send(say.parse('SELECT 1'), say.bind(), say.execute(), say.sync, say.query('SELECT 2'));
        expect(await client.until('Z:I'), `${at}`).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
        expect(await client.until('Z:I'), `${at}`).toEqual(['T', 'D', 'C:SELECT 1', 'Z:I']);
      }
      client.close();
      await gateway.listener.close();
    },
  );
});
