import { type ApplicationCase, family, reads, refusedFor, service, steps } from '../application.js';

/** Job runners and schedulers as libraries write them: one statement that takes, marks and returns. */
export const workers = family(
  'workers',
  service([
    'WITH jobs_to_run AS (SELECT id FROM jobs WHERE queue = ANY($1) AND locked_at IS NULL AND run_at <= now() ORDER BY priority ASC, run_at ASC LIMIT $2 FOR UPDATE SKIP LOCKED) UPDATE jobs SET locked_at = now(), attempts = attempts + 1 FROM jobs_to_run WHERE jobs.id = jobs_to_run.id RETURNING jobs.id, jobs.queue',
    [['mail', 'default'], 5],
  ]),
  service([
    "INSERT INTO jobs (queue, payload, run_at) SELECT j.queue, j.payload, coalesce(j.run_at, '2026-01-01') FROM jsonb_to_recordset($1::jsonb) AS j (queue text, payload jsonb, run_at timestamptz) RETURNING queue, run_at",
    ['[{"queue":"a","payload":{"x":1}},{"queue":"b","payload":{},"run_at":"2026-02-02"}]'],
  ]),
  service([
    'INSERT INTO jobs (queue, payload) SELECT q, p::jsonb FROM unnest($1::text[], $2::text[]) AS t (q, p) RETURNING queue',
    [
      ['a', 'b'],
      ['{}', '{}'],
    ],
  ]),
  service([
    'UPDATE jobs j SET last_error = v.e, attempts = v.n FROM unnest($1::bigint[], $2::text[], $3::int[]) AS v (id, e, n) WHERE j.id = v.id RETURNING j.id, j.last_error, j.attempts',
    [
      [1, 2],
      ['x', 'y'],
      [3, 4],
    ],
  ]),
  service(
    "WITH ins AS (INSERT INTO counters (key, value) VALUES ('visits', 1) ON CONFLICT (key) DO NOTHING RETURNING key) SELECT key FROM ins UNION ALL SELECT key FROM counters WHERE key = 'visits' LIMIT 1",
  ),
  service(
    "INSERT INTO counters (key, value) SELECT 'once', 1 WHERE NOT EXISTS (SELECT 1 FROM counters WHERE key = 'once') RETURNING key",
  ),
  service("DELETE FROM jobs WHERE ctid IN (SELECT ctid FROM jobs WHERE queue = 'mail' LIMIT 2)"),
  service(
    "DELETE FROM jobs WHERE id = ANY (ARRAY(SELECT id FROM jobs WHERE queue = 'mail' ORDER BY id LIMIT 2)) RETURNING id",
  ),
  service(
    "SELECT id FROM jobs WHERE (payload->>'n')::int % 2 = 0 AND pg_try_advisory_xact_lock(id) ORDER BY id LIMIT 3",
  ),
  service(
    'SELECT count(*) FILTER (WHERE locked_at IS NULL) AS ready, count(*) FILTER (WHERE locked_at IS NOT NULL) AS running, queue FROM jobs GROUP BY queue ORDER BY queue',
  ),
  service(
    "UPDATE jobs SET locked_at = NULL, locked_by = NULL WHERE locked_at < now() - interval '5 minutes' RETURNING id",
  ),
  service("INSERT INTO jobs (queue, payload) VALUES ('mail', '{}'), ('mail', '{}') RETURNING id, xmax = 0 AS inserted"),
  service(
    "INSERT INTO counters (key, value) VALUES ('visits', 5) ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now() RETURNING (xmax <> 0) AS updated, value",
  ),
  service(
    "WITH upd AS (UPDATE counters SET value = value + 1 WHERE key = 'nothing' RETURNING *) INSERT INTO counters (key, value) SELECT 'nothing', 1 WHERE NOT EXISTS (SELECT * FROM upd) RETURNING key, value",
  ),
  service("SELECT pg_advisory_xact_lock(hashtextextended('tenant:1', 0))"),
  // Que and GoodJob lock the jobs that another query has found; Oban and River tell of several at once.
  service([
    `WITH RECURSIVE found AS (SELECT (j).*, pg_try_advisory_xact_lock((j).id) AS locked FROM (SELECT j FROM jobs AS j WHERE queue = $1::text ORDER BY priority, id LIMIT 1) AS t1
       UNION ALL (SELECT (j).*, pg_try_advisory_xact_lock((j).id) AS locked FROM (SELECT (SELECT j FROM jobs AS j WHERE queue = $1::text AND (priority, id) > (found.priority, found.id) ORDER BY priority, id LIMIT 1) AS j FROM found WHERE found.id IS NOT NULL LIMIT 1) AS t1))
       SELECT id, queue FROM found WHERE locked LIMIT 1`,
    ['mail'],
  ]),
  service(
    `SELECT jobs.id FROM jobs WHERE id IN (WITH rows AS MATERIALIZED (SELECT id FROM jobs WHERE locked_at IS NULL ORDER BY priority DESC, id LIMIT 5) SELECT rows.id FROM rows WHERE pg_try_advisory_xact_lock(('x' || substr(md5('jobs-' || rows.id::text), 1, 16))::bit(64)::bigint) LIMIT 1) ORDER BY priority DESC`,
  ),
  service(['SELECT pg_notify($1, payload) FROM json_array_elements_text($2::json) AS payload', ['jobs', '["a","b"]']]),
  service([
    'WITH said AS (SELECT $1::text AS topic, unnest($2::text[]) AS payload) SELECT pg_notify(said.topic, said.payload) FROM said',
    ['jobs', ['a', 'b']],
  ]),
  refusedFor(
    'web',
    'SELECT pg_try_advisory_xact_lock(u.id) FROM (SELECT id FROM users) u',
    /may not come from a row beside what is protected/,
  ),
  service('SELECT pg_try_advisory_lock(1, 2), pg_advisory_unlock(1, 2)'),
  service('SELECT pg_advisory_unlock_all()'),
  service(
    'WITH RECURSIVE t AS ((SELECT queue FROM jobs ORDER BY queue LIMIT 1) UNION ALL SELECT (SELECT queue FROM jobs WHERE queue > t.queue ORDER BY queue LIMIT 1) FROM t WHERE t.queue IS NOT NULL) SELECT queue FROM t WHERE queue IS NOT NULL ORDER BY 1',
  ),
  service('LISTEN jobs', 'UNLISTEN jobs'),
  service("NOTIFY jobs, 'one'"),
  service("SELECT id FROM orders WHERE status = 'paid' ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED"),
  service(
    'SELECT o.id, u.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id < 5 ORDER BY o.id FOR UPDATE OF o',
  ),
  service('SELECT id FROM users WHERE id IN (1, 2) ORDER BY id FOR SHARE'),
  service('SELECT id FROM users WHERE id = 1 FOR KEY SHARE'),
  steps(['SAVEPOINT a', 'SAVEPOINT b', 'ROLLBACK TO b', 'RELEASE a', 'SELECT 1']),
  reads("SELECT date_trunc('hour', now()) = date_trunc('hour', clock_timestamp()) OR true AS same"),
);

/** What runs the service writes of people and what they bought. */
export const changes = family(
  'changes',
  service(
    "UPDATE users SET city = 'Bonn' WHERE id IN (SELECT id FROM users WHERE role = 'admin' ORDER BY id LIMIT 3 FOR UPDATE) RETURNING id",
  ),
  service(
    "UPDATE users u SET city = v.city FROM (VALUES (1, 'Bonn'), (2, 'Ulm')) AS v (id, city) WHERE u.id = v.id RETURNING u.id, u.city",
  ),
  service("UPDATE users SET (name, city) = ('A', 'B') WHERE id = 1 RETURNING name, city"),
  service("UPDATE users SET (name, city) = ROW ('A', 'B') WHERE id = 1 RETURNING name, city"),
  service('UPDATE users SET name = trim(name), email = lower(email) WHERE id < 4 RETURNING id, name, email'),
  service("UPDATE users SET updated_at = DEFAULT, settings = '{}'::jsonb WHERE id = 1 RETURNING settings"),
  service('UPDATE users SET deleted_at = now() WHERE id = 5 AND deleted_at IS NULL RETURNING id'),
  refusedFor(
    'web',
    "UPDATE users SET email = 'gone-' || id || '@example.com', name = NULL WHERE id = 6 RETURNING email",
    /`id` may not be copied into `email`/,
  ),
  service(
    "UPDATE orders SET status = 'cancelled' FROM users WHERE users.id = orders.user_id AND users.deleted_at IS NOT NULL RETURNING orders.id",
  ),
  service(
    "UPDATE orders SET status = CASE WHEN total > 100 THEN 'paid'::order_status ELSE status END WHERE id IN (1, 100) RETURNING id, status",
  ),
  service("UPDATE orders SET meta = meta || jsonb_build_object('seen', true) WHERE id = 1 RETURNING meta"),
  service("UPDATE orders o SET meta = jsonb_set(o.meta, '{items}', to_jsonb(5)) WHERE o.id = 1 RETURNING o.meta"),
  service(
    "DELETE FROM order_lines l USING orders o WHERE o.id = l.order_id AND o.status = 'cancelled' AND o.id < 20 RETURNING l.order_id, l.line",
  ),
  service('DELETE FROM orders WHERE id = 3 RETURNING *'),
  service('DELETE FROM comments WHERE post_id IN (SELECT id FROM posts WHERE published_at IS NULL)'),
  service(
    "INSERT INTO users (name, email) VALUES ('Q', 'q@q.org') ON CONFLICT (email) DO UPDATE SET name = excluded.name, updated_at = now() RETURNING id, name",
  ),
  service(
    "INSERT INTO users (name, email) VALUES ('Q', 'user3@example.com') ON CONFLICT (email) DO UPDATE SET name = coalesce(excluded.name, users.name), lock_version = users.lock_version + 1 WHERE users.deleted_at IS NULL RETURNING id, name, lock_version",
  ),
  service(
    "INSERT INTO orders (number, user_id, status) SELECT gen_random_uuid(), u.id, 'cart' FROM users u WHERE u.id = 3 RETURNING user_id, status",
  ),
  service(
    "INSERT INTO order_lines (order_id, line, sku, quantity, price) SELECT 5, 3, p.sku, 1, p.price FROM products p WHERE p.sku = 'sku9' RETURNING sku, price",
  ),
  service("INSERT INTO posts (id, author_id, title, body) VALUES (100, 3, 'T', 'B') RETURNING *"),
  refusedFor(
    'web',
    'INSERT INTO posts (id, author_id, title, body) SELECT 200 + id, author_id, title, body FROM posts WHERE id = 3 RETURNING id, title',
    /possible column by column only/,
  ),
  service(
    "INSERT INTO events (id, user_id, name, payload, occurred_at) VALUES (900, 3, 'login', '{}', '2026-02-03'), (901, 3, 'view', '{}', '2026-05-03') RETURNING id",
  ),
  service(
    "MERGE INTO users u USING (VALUES ('user3@example.com', 'N3'), ('new@x.org', 'N')) AS v (email, name) ON u.email = v.email WHEN MATCHED THEN UPDATE SET name = v.name WHEN NOT MATCHED THEN INSERT (email, name) VALUES (v.email, v.name)",
  ),
  service(
    "MERGE INTO products p USING (VALUES ('new', 0), ('sku2', 9)) AS v (sku, stock) ON p.sku = v.sku WHEN MATCHED AND v.stock = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET stock = v.stock",
  ),
  service(
    'UPDATE users SET lock_version = lock_version + 1 WHERE id = 3 RETURNING old.lock_version AS before, new.lock_version AS after',
  ),
  service(
    "UPDATE products SET stock = stock - l.quantity FROM (VALUES ('sku3', 1), ('sku4', 2)) AS l (sku, quantity) WHERE products.sku = l.sku AND products.stock >= l.quantity RETURNING products.sku, products.stock",
  ),
  service(
    'UPDATE categories SET position = p.n FROM (SELECT id, row_number() OVER (PARTITION BY parent_id ORDER BY name) AS n FROM categories) p WHERE p.id = categories.id RETURNING categories.id, categories.position',
  ),
  service(
    "WITH old AS (SELECT id, status FROM orders WHERE id = 3 FOR UPDATE) UPDATE orders SET status = 'paid' FROM old WHERE orders.id = old.id RETURNING orders.id, old.status AS before",
  ),
  service("UPDATE posts SET title = title || ' (old)' WHERE published_at < '2026-01-10' RETURNING id, title"),
  service('WITH d AS (DELETE FROM order_lines WHERE order_id = 7 RETURNING order_id) SELECT count(*) FROM d'),
  refusedFor(
    'web',
    'UPDATE users SET lock_version = (SELECT count(*) FROM orders WHERE user_id = users.id) WHERE id < 4 RETURNING id, lock_version',
    /copying from protected relations/,
  ),
  refusedFor(
    'web',
    'UPDATE users SET lock_version = (SELECT count(*) FROM comments WHERE author_id = users.id) WHERE id < 4 RETURNING id, lock_version',
    /`id` may not be copied into `lock_version`/,
  ),
  refusedFor(
    'web',
    'UPDATE orders SET total = (SELECT sum(quantity * 2) FROM order_lines WHERE order_id = orders.id) WHERE id < 4 RETURNING id, total',
    /copying from protected relations/,
  ),
  refusedFor(
    'web',
    "UPDATE products SET stock = (SELECT count(*) FROM order_lines l WHERE l.sku = products.sku) WHERE sku < 'sku11' RETURNING sku, stock",
    /copying from protected relations/,
  ),
  refusedFor(
    'web',
    "INSERT INTO counters (key, value) SELECT 'orders:' || status, count(*) FROM orders GROUP BY status ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    /copying from protected relations/,
  ),
  refusedFor(
    'web',
    "INSERT INTO metrics (ts, host, name, value) SELECT '2026-01-01', 'all', 'orders', count(*) FROM orders",
    /copying from protected relations/,
  ),
  refusedFor(
    'web',
    "INSERT INTO events (id, user_id, name, occurred_at) SELECT 5000 + u.id, u.id, 'mail', '2026-02-02' FROM users u WHERE u.city = 'Rome' RETURNING id",
    /possible column by column only/,
  ),
);

const everybody = (expect: ApplicationCase['expect']) => ({ web: expect, mailer: expect, analyst: expect });

/** What others do, and on what. */
const closed = everybody({ sqlstate: '42501', why: /is closed/ });

/** Monitoring, migrations and what asks how the server does. */
export const operations = family(
  'operations',
  reads('SELECT pg_is_in_recovery()'),
  reads('SHOW transaction_read_only'),
  reads("SELECT current_setting('server_version_num')::int > 100000"),
  reads('SELECT pg_backend_pid() > 0'),
  reads('SELECT count(*) >= 0 FROM pg_stat_activity', closed),
  // How much there is is told of nothing: it counts hidden rows too.
  reads('SELECT pg_database_size(current_database())', everybody({ rows: [[null]] })),
  reads('SELECT extname FROM pg_extension ORDER BY 1'),
  reads("SELECT setting FROM pg_settings WHERE name = 'max_connections'"),
  reads('SELECT count(*) >= 0 FROM pg_locks WHERE NOT granted', closed),
  reads("SELECT conname FROM pg_constraint WHERE conrelid = 'order_lines'::regclass AND contype = 'p'"),
  reads("SELECT indexname FROM pg_indexes WHERE tablename = 'jobs' ORDER BY 1"),
  reads(
    "SELECT enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'order_status' ORDER BY enumsortorder",
  ),
  reads(
    "SELECT kcu.column_name FROM information_schema.table_constraints tc JOIN information_schema.key_column_usage kcu USING (constraint_name, table_schema) WHERE tc.constraint_type = 'PRIMARY KEY' AND tc.table_name = 'jobs'",
  ),
  reads("SELECT pg_get_viewdef('active_users'::regclass) IS NOT NULL"),
  reads("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1"),
  reads('SELECT current_database() IS NOT NULL, current_schemas(true) IS NOT NULL, session_user IS NOT NULL'),
  reads('SELECT pg_current_xact_id() IS NOT NULL'),
  reads("SELECT obj_description('users'::regclass, 'pg_class') IS NULL"),
  service(
    'CREATE TABLE IF NOT EXISTS migrations_log (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL DEFAULT now())',
    "INSERT INTO migrations_log (name) VALUES ('1')",
    'SELECT name FROM migrations_log',
  ),
  service(
    'ALTER TABLE jobs ADD COLUMN tries int NOT NULL DEFAULT 0, ADD CONSTRAINT tries_check CHECK (tries >= 0)',
    'SELECT tries FROM jobs WHERE id = 1',
  ),
  service("CREATE TYPE mood AS ENUM ('a', 'b')", "ALTER TYPE mood ADD VALUE 'c'", 'SELECT 1'),
  service("COMMENT ON TABLE jobs IS 'what is to be done'", "SELECT obj_description('jobs'::regclass, 'pg_class')"),
  service('CREATE VIEW ready AS SELECT id, queue FROM jobs WHERE locked_at IS NULL', 'SELECT count(*) FROM ready'),
  service(
    'ALTER TABLE jobs ALTER COLUMN queue SET NOT NULL, ALTER COLUMN priority SET DEFAULT 5',
    "INSERT INTO jobs (queue) VALUES ('x') RETURNING priority",
  ),
  service('ALTER TABLE jobs RENAME COLUMN last_error TO failure', 'SELECT failure FROM jobs WHERE id = 1'),
  service('DROP INDEX IF EXISTS nothing_of_this_name', 'SELECT 1'),
  service('CREATE SEQUENCE invoice_numbers START 100', "SELECT nextval('invoice_numbers')"),
  service('ANALYZE jobs', 'SELECT 1'),
  service("INSERT INTO schema_migrations (version) VALUES ('20260101000000') RETURNING version"),
  service("SELECT pg_get_serial_sequence('jobs', 'id')"),
  refusedFor('web', "SELECT setval(pg_get_serial_sequence('jobs', 'id'), 5000, false)", /`setval` is refused/),
  refusedFor('web', 'SELECT last_value FROM jobs_id_seq', /sequence `public.jobs_id_seq` may not be read/),
  service("SELECT nextval('jobs_id_seq')"),
);
