import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackedGateway, openAttackedGateway } from './attacked-gateway.js';

/** Rows that somebody else has locked, or changes while a statement waits for them (PostgreSQL docs, 13.2.1). */
describe.each(['session', 'transaction'] as const)('with pool_mode %s', (poolMode) => {
  let gateway: AttackedGateway;
  let clerk: pg.Client;
  let owner: pg.Client;
  /** In no transaction, in which all that is asked of activity is what it was at first (PostgreSQL docs, 27.2.2). */
  let watcher: pg.Client;
  beforeAll(async () => {
    gateway = await openAttackedGateway(poolMode);
    clerk = new pg.Client(gateway.through('clerk'));
    owner = new pg.Client(gateway.owner);
    watcher = new pg.Client(gateway.owner);
    await Promise.all([clerk.connect(), owner.connect(), watcher.connect()]);
  });
  afterAll(async () => {
    await Promise.all([clerk?.end(), owner?.end(), watcher?.end()]);
    await gateway?.close();
  });

  const waitsForLock = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
  const oneWaits = () =>
    expect.poll(async () => (await watcher.query(waitsForLock)).rowCount, { timeout: 20_000 }).toBe(1);

  test.each([
    'SELECT id FROM customers FOR UPDATE NOWAIT',
    "SELECT id FROM customers WHERE city <> 'Rome' OR city = 'Rome' FOR NO KEY UPDATE SKIP LOCKED",
    'SELECT id FROM customers WHERE id > 730000 ORDER BY id DESC FOR SHARE NOWAIT',
    'SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id',
    "SELECT c.id FROM customers c WHERE c.city LIKE 'H%' OR c.name LIKE $$N%$$ FOR KEY SHARE OF c NOWAIT",
    "SELECT id FROM customers WHERE 1 / (id - 990001) < 5 OR city || '' <> 'x' FOR UPDATE",
    'SELECT v.id FROM customer_barrier v FOR UPDATE NOWAIT',
    'SELECT id FROM (SELECT id, city FROM customers FOR UPDATE NOWAIT) AS locked',
    'WITH locked AS (SELECT id FROM customers FOR UPDATE NOWAIT) SELECT id FROM locked',
    'UPDATE customers SET city = city RETURNING id',
    "UPDATE customers SET city = city WHERE city || '' <> 'x' RETURNING id",
    'MERGE INTO customers c USING (VALUES (1)) AS s (a) ON true WHEN MATCHED THEN UPDATE SET city = city RETURNING c.id',
  ])('hidden rows are not waited for: %s', async (statement) => {
    await owner.query('BEGIN; SELECT FROM customers WHERE id > 990000 FOR UPDATE');
    await clerk.query("SET lock_timeout = '2s'");
    const { rows } = await clerk.query(statement).finally(() => owner.query('ROLLBACK'));
    const ids = rows.map(({ id }) => Number(id)).sort();
    expect(ids).toEqual([730_001, 730_002, 730_003, 730_004, 730_005, 730_006]);
    await clerk.query('RESET lock_timeout');
  });

  const hides =
    "UPDATE customers SET created_at = now() - interval '20 years', city = 'Hiddencanary City' WHERE id = 730001";
  test.each([
    'SELECT id, city FROM customers WHERE id = 730001 FOR UPDATE',
    "SELECT id, city FROM customers WHERE id = 730001 AND city || '' <> 'x' FOR UPDATE",
    'SELECT c.id, c.city FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.id = 730001 FOR UPDATE OF c',
    'SELECT id, loud FROM customer_mail WHERE id = 730001 FOR SHARE',
    'SELECT * FROM (SELECT id, city FROM customers WHERE id = 730001 FOR UPDATE) AS locked',
    'WITH locked AS MATERIALIZED (SELECT id, city FROM customers WHERE id = 730001 FOR UPDATE) TABLE locked',
    'UPDATE customers SET phone = phone WHERE id = 730001 RETURNING id, city',
    "UPDATE customers SET phone = phone WHERE id = 730001 AND city || '' <> 'x' RETURNING id, city",
    'UPDATE customers c SET phone = c.phone FROM orders o WHERE o.customer_id = c.id AND c.id = 730001 RETURNING c.id, c.city',
    'MERGE INTO customers c USING (VALUES (730001)) AS s (a) ON c.id = s.a WHEN MATCHED THEN UPDATE SET phone = phone RETURNING c.id, c.city',
  ])('a row that is hidden while it is waited for is not given: %s', async (statement) => {
    await owner.query(`BEGIN; ${hides}`);
    const waiting = clerk.query(statement).then(
      ({ rows }) => rows,
      (fault: unknown) => fault,
    );
    await oneWaits();
    await owner.query('COMMIT');
    const given = await waiting;
    await owner.query("UPDATE customers SET created_at = now() - interval '30 days', city = 'Rome' WHERE id = 730001");
    expect(given).toEqual([]);
  });

  test.each([
    'SELECT id, city FROM customers WHERE city LIKE $$%City$$ OR id = 730002 FOR UPDATE',
    "UPDATE customers SET phone = phone WHERE city LIKE '%City' OR id = 730002 RETURNING id, city",
  ])(
    'one that is shown meanwhile, and others that stay hidden, are none of what was asked for: %s',
    async (statement) => {
      await owner.query(
        'BEGIN; SELECT FROM customers WHERE id = 730002 FOR UPDATE; UPDATE customers SET created_at = now() WHERE id = 990001',
      );
      const waiting = clerk.query(statement);
      await oneWaits();
      await owner.query('COMMIT');
      const { rows } = await waiting;
      await owner.query("UPDATE customers SET created_at = now() - interval '20 years' WHERE id = 990001");
      expect(rows.map(({ id }) => Number(id))).toEqual([730_002]);
    },
  );
});
