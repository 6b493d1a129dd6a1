import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';

let gateway: AttackedGateway;
beforeAll(async () => {
  gateway = await openAttackedGateway('transaction');
});
afterAll(() => gateway?.close());

test('consent that was withdrawn counts for a transaction that takes over an older snapshot', async () => {
  const [backup, owner] = [new pg.Client(gateway.owner), new pg.Client(gateway.owner)];
  const mailer = new pg.Client(gateway.through('mailer'));
  await Promise.all([backup.connect(), owner.connect(), mailer.connect()]);
  const seen = async () => (await mailer.query('SELECT count(*) FROM customers')).rows[0]?.count;
  await backup.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const { rows } = await backup.query('SELECT pg_export_snapshot() AS snapshot');
  expect(await seen()).toBe('4');
  await owner.query("UPDATE consents SET state = 'refused' WHERE purpose = 'marketing'");
  expect(await seen()).toBe('0');
  await mailer.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const takeOver = `SET TRANSACTION SNAPSHOT ${mailer.escapeLiteral(rows[0]?.snapshot)}`;
  await expect(mailer.query(takeOver)).rejects.toMatchObject({ code: '42501' });
  await mailer.query('ROLLBACK; BEGIN ISOLATION LEVEL REPEATABLE READ');
  expect(await seen()).toBe('0');
  await mailer.query('ROLLBACK');
  await expect(mailer.query('SELECT pg_export_snapshot()')).rejects.toMatchObject({ code: '42501' });
  await Promise.all([backup.end(), owner.end(), mailer.end()]);
});
