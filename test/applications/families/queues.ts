import { family, reads, refusedFor, service, steps } from '../application.js';

/** Queue workers, outboxes, locks and what is polled. */
export const queues = family(
  'queues',
  service(
    "UPDATE jobs SET locked_at = now(), locked_by = 'w1', attempts = attempts + 1 WHERE id = (SELECT id FROM jobs WHERE queue = 'mail' AND locked_at IS NULL AND run_at <= now() ORDER BY priority DESC, run_at, id FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING id, queue, attempts",
  ),
  service(
    'WITH next AS (SELECT id FROM jobs WHERE locked_at IS NULL ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED) DELETE FROM jobs USING next WHERE jobs.id = next.id RETURNING jobs.id, jobs.payload',
  ),
  service(
    'DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 5) RETURNING id, topic, payload',
  ),
  service(
    "WITH due AS MATERIALIZED (SELECT id FROM orders WHERE status = 'paid' ORDER BY id LIMIT 2 FOR UPDATE SKIP LOCKED) UPDATE orders o SET status = 'shipped', shipped_on = '2026-03-01' FROM due WHERE o.id = due.id RETURNING o.id, o.status",
  ),
  service("INSERT INTO outbox (topic, payload) VALUES ('orders', jsonb_build_object('id', 5)) RETURNING id"),
  service(
    "INSERT INTO jobs (queue, payload, run_at) SELECT 'mail', jsonb_build_object('n', n), '2026-01-01'::timestamptz + n * interval '1 minute' FROM generate_series(1, 3) n RETURNING id, queue",
  ),
  service(
    "INSERT INTO jobs (queue, payload) SELECT 'mail', to_jsonb(x) FROM unnest(ARRAY['a','b']) WITH ORDINALITY AS x(v, n)",
  ),
  service('SELECT pg_advisory_lock(1), pg_advisory_unlock(1)'),
  service("SELECT pg_try_advisory_xact_lock(hashtext('job:1'))"),
  service("SELECT pg_notify('jobs', '')"),
  service(['SELECT pg_notify($1, $2::text)', ['jobs', 'x']]),
  service('NOTIFY jobs'),
  service(
    "UPDATE jobs SET run_at = run_at + interval '1 minute' * power(2, attempts), last_error = left('boom', 100) WHERE id = 3 RETURNING attempts, last_error",
  ),
  service('DELETE FROM web_sessions WHERE expire < now()'),
  reads("SELECT * FROM orders WHERE (placed_at, id) > ('2026-01-20 00:00+00', 50) ORDER BY placed_at, id LIMIT 20"),
  reads([
    'SELECT id, status, placed_at FROM orders WHERE placed_at > $1 OR (placed_at = $1 AND id > $2) ORDER BY placed_at ASC, id ASC LIMIT $3',
    ['2026-01-20', 40, 10],
  ]),
  reads(
    "SELECT id, updated_at, xmin::text IS NOT NULL FROM users WHERE updated_at > '2026-01-01 20:00' ORDER BY updated_at, id",
    {},
  ),
  reads('SELECT max(id) FROM events'),
  reads("SELECT e.* FROM events e WHERE e.occurred_at >= '2026-02-01' AND e.occurred_at < '2026-02-03' ORDER BY e.id"),
  reads('SELECT count(*) FROM events_2026_01'),
  reads('SELECT id, name FROM events_2026_02 ORDER BY id LIMIT 5'),
  steps([
    'DECLARE c CURSOR FOR SELECT id, city FROM users ORDER BY id',
    'FETCH 2 FROM c',
    'MOVE 3 FROM c',
    'FETCH 1 FROM c',
  ]),
  steps(['DEALLOCATE ALL', 'PREPARE p (bigint) AS SELECT id, city FROM users WHERE id = $1', 'EXECUTE p (7)']),
  steps(['DEALLOCATE ALL']),
  service(
    'LOCK TABLE counters IN SHARE ROW EXCLUSIVE MODE',
    "UPDATE counters SET value = value + 1 WHERE key = 'visits' RETURNING value",
  ),
  service(
    'WITH moved AS (DELETE FROM jobs WHERE id < 4 RETURNING *) INSERT INTO outbox (topic, payload) SELECT queue, payload FROM moved RETURNING topic',
  ),
  refusedFor(
    'web',
    "WITH o AS (INSERT INTO orders (number, user_id, status, total) VALUES ('0b0a0000-0000-4000-8000-000000000003', 3, 'cart', 10) RETURNING id) INSERT INTO order_lines (order_id, line, sku, quantity, price) SELECT o.id, v.line, v.sku, v.quantity, v.price FROM o, (VALUES (1, 'sku1', 2, 1.5), (2, 'sku2', 1, 3)) v(line, sku, quantity, price) RETURNING line, sku",
    /writes what another one in it returns/,
  ),
  refusedFor(
    'web',
    "INSERT INTO outbox (topic, payload) SELECT 'users', jsonb_build_object('mail', email) FROM users WHERE id = 3",
    /copying/,
  ),
);
