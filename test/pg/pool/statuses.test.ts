import { expect, test } from 'vitest';
import { decodeParameterStatus } from '../../../src/pgwire/index.js';
import { type RawClient, say } from '../raw-client.js';
import { rawPool } from './raw-pool.js';

const pool = rawPool({ poolSize: 1 });

/** What the client knows of a parameter, as a driver does. */
function known(client: RawClient, parameter: string): string | undefined {
  const said = client.frames.filter(({ type }) => type === 'S').map(({ bytes }) => bytes);
  return said.map((bytes) => decodeParameterStatus(bytes, 0, bytes.length)).findLast(({ name }) => name === parameter)
    ?.value;
}

const read = [say.parse('SELECT 1'), say.bind(), say.execute(), say.sync];

test('a client is told of what it sets, and of nothing that others set on the same connection', async () => {
  const [one, other] = [
    await pool.connect({ application_name: 'one' }),
    await pool.connect({ application_name: 'other' }),
  ];
  one.send(say.query("SET timezone = 'Asia/Tokyo'"), say.query('SET datestyle = German'));
  expect(await one.until('Z:I')).toEqual(['C:SET', 'S', 'Z:I']);
  expect(await one.until('Z:I')).toEqual(['C:SET', 'S', 'Z:I']);
  for (let round = 0; round < 5; round++) {
    for (const client of [one, other]) {
      client.send(say.query('SHOW timezone'));
      expect(await client.until('Z:I')).toEqual(['T', 'D', 'C:SHOW', 'Z:I']);
      expect(client.last('D').toString('latin1', 11)).toBe(known(client, 'TimeZone'));
      client.send(...read);
      expect(await client.until('Z:I')).toEqual(['1', '2', 'D', 'C:SELECT 1', 'Z:I']);
    }
  }
  expect([known(one, 'TimeZone'), known(one, 'DateStyle')]).toEqual(['Asia/Tokyo', 'German, DMY']);
  expect([known(one, 'application_name'), known(other, 'application_name')]).toEqual(['one', 'other']);
  one.send(say.query('RESET timezone'));
  expect(await one.until('Z:I')).toEqual(['C:RESET', 'S', 'Z:I']);
  expect(known(one, 'TimeZone')).toBe(known(other, 'TimeZone'));
});

test('a client that meets a connection which began with other settings is told of them first', async () => {
  const [one, other] = [await pool.connect(), await pool.connect()];
  const before = known(one, 'TimeZone');
  await pool.database.query(`ALTER DATABASE ${pool.database.name} SET timezone = 'Pacific/Auckland'`);
  pool.gateway.listener.reconnect(null);
  one.send(say.query('SHOW timezone'));
  expect(await one.until('Z:I')).toEqual(['S', 'T', 'D', 'C:SHOW', 'Z:I']);
  expect(known(one, 'TimeZone')).toBe('Pacific/Auckland');
  // By a read that is pipelined, and in a transaction.
  for (let round = 0; round < 3; round++) {
    other.send(...read);
    expect(await other.until('Z:I')).toEqual([...(round === 0 ? ['S'] : []), '1', '2', 'D', 'C:SELECT 1', 'Z:I']);
  }
  one.send(say.query('BEGIN'), say.query("SET LOCAL timezone = 'Asia/Tokyo'"), say.query('ROLLBACK'));
  expect(await one.until('Z:I')).toEqual(['C:BEGIN', 'Z:T', 'C:SET', 'S', 'Z:T', 'C:ROLLBACK', 'S', 'Z:I']);
  const late = await pool.connect();
  expect(known(late, 'TimeZone')).toBe('Pacific/Auckland');
  await pool.database.query(`ALTER DATABASE ${pool.database.name} RESET timezone`);
  pool.gateway.listener.reconnect(null);
  // A setting of its own stays what it is.
  late.send(say.query("SET timezone = 'Asia/Tokyo'"));
  expect(await late.until('Z:I')).toEqual(['S', 'C:SET', 'S', 'Z:I']);
  one.send(say.query('SHOW timezone'));
  expect(await one.until('Z:I')).toEqual(['S', 'T', 'D', 'C:SHOW', 'Z:I']);
  expect(known(one, 'TimeZone')).toBe(before);
});
