import { family, reads, refusedFor, service, steps } from '../application.js';

/** Tenants by a setting, settings of a transaction, temporary tables, what is counted before it is paged. */
export const tenants = family(
  'tenants and settings',
  steps([
    "SET LOCAL app.tenant = '3'",
    "SELECT id, city FROM users WHERE account_id = current_setting('app.tenant')::bigint ORDER BY id",
  ]),
  steps([
    "SELECT set_config('app.tenant', '2', true)",
    "SELECT count(*) FROM orders WHERE account_id = current_setting('app.tenant', true)::bigint",
  ]),
  steps(['SET LOCAL search_path = public', 'SELECT count(*) FROM users']),
  steps(["SET LOCAL TIME ZONE 'Europe/Berlin'", 'SELECT id, placed_at FROM orders ORDER BY id LIMIT 2']),
  steps(["SET LOCAL work_mem = '64MB'", 'SET LOCAL lock_timeout = 1000', 'SELECT count(*) FROM events']),
  steps(['SET TRANSACTION READ ONLY', 'SELECT count(*) FROM orders']),
  steps([
    "CREATE TEMP TABLE picked ON COMMIT DROP AS SELECT id, city FROM users WHERE role = 'admin'",
    'SELECT p.city, count(o.id) FROM picked p JOIN orders o ON o.user_id = p.id GROUP BY p.city ORDER BY 1',
  ]),
  steps([
    'CREATE TEMP TABLE ids (id bigint PRIMARY KEY)',
    'INSERT INTO ids VALUES (1), (2), (3)',
    'ANALYZE ids',
    'SELECT u.id, u.city FROM users u JOIN ids USING (id) ORDER BY u.id',
  ]),
  steps([
    'CREATE TEMP TABLE staging (LIKE products INCLUDING DEFAULTS) ON COMMIT DROP',
    "INSERT INTO staging (sku, title) VALUES ('a', 'A')",
    'SELECT sku, title, stock, tags FROM staging',
  ]),
  service(
    'CREATE TEMP TABLE staging (LIKE products INCLUDING ALL) ON COMMIT DROP',
    { copy: 'COPY staging (sku, title, price) FROM STDIN WITH (FORMAT csv)', data: 'sku1,A,7\nn1,B,8\n' },
    'INSERT INTO products (sku, title, price) SELECT sku, title, price FROM staging ON CONFLICT (sku) DO UPDATE SET title = excluded.title, price = excluded.price',
    "SELECT sku, title, price FROM products WHERE sku IN ('sku1', 'n1') ORDER BY sku",
  ),
  steps([
    'CREATE TEMP TABLE seen (LIKE users)',
    'INSERT INTO seen (id, city) SELECT id, city FROM users',
    'SELECT id, city FROM seen ORDER BY id',
  ]),
  reads('SELECT id, count(*) OVER () AS total_count FROM users WHERE deleted_at IS NULL ORDER BY id LIMIT 3'),
  reads('SELECT count(*), min(id), max(id) FROM users WHERE account_id = 3 AND deleted_at IS NULL'),
  reads('SELECT u.* FROM active_users u WHERE u.account_id = 2 ORDER BY u.id'),
  reads('SELECT id FROM users ORDER BY city NULLS FIRST, id DESC LIMIT 5'),
  reads('SELECT id FROM users ORDER BY random() LIMIT 0'),
  reads('SELECT * FROM users WHERE false'),
  reads('SELECT * FROM users LIMIT 0'),
  reads('SELECT 1'),
  reads('SELECT now() IS NOT NULL, current_user IS NOT NULL, version() IS NOT NULL'),
  reads("SELECT gen_random_uuid() IS NOT NULL, md5('x'), encode(sha256('a'), 'hex')"),
  reads("SELECT id, age(timestamptz '2026-06-01', created_at) FROM users ORDER BY id LIMIT 2"),
  reads('SELECT id, name, email, phone FROM users WHERE id = 5'),
  reads('SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1 ORDER BY 1'),
  reads("SELECT id, concat_ws(' ', name, city), format('%s <%s>', name, email) FROM users ORDER BY id LIMIT 3"),
  reads(
    "SELECT id, coalesce(nullif(city, ''), 'none'), position('o' in city), trim(both ' ' from city), initcap(city), left(name, 3), repeat('*', 3) FROM users ORDER BY id LIMIT 3",
  ),
  reads(
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'counters' ORDER BY ordinal_position",
  ),
  reads("SELECT to_regclass('public.users') IS NOT NULL"),
  reads("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = 'users')"),
  // How many rows there are is told of no relation: a statistic counts the hidden ones too.
  reads("SELECT reltuples::bigint FROM pg_class WHERE oid = 'counters'::regclass", {
    web: { rows: [['-1']] },
    mailer: { rows: [['-1']] },
    analyst: { rows: [['-1']] },
  }),
  reads('SELECT pg_size_pretty(1024::bigint)'),
  service("EXPLAIN (COSTS OFF) SELECT count(*) FROM counters WHERE key = 'x'"),
  service(
    'CREATE TABLE audits (id bigserial PRIMARY KEY, what text)',
    "INSERT INTO audits (what) VALUES ('x') RETURNING id",
  ),
  service('CREATE INDEX jobs_queue ON jobs (queue, run_at)', 'SELECT count(*) FROM jobs'),
  service('ALTER TABLE jobs ADD COLUMN note text', "UPDATE jobs SET note = 'x' WHERE id = 1 RETURNING note"),
  service('DELETE FROM orders WHERE id = 3'),
  service('DELETE FROM posts WHERE id = 3'),
  service('DELETE FROM rooms WHERE id = 99'),
  refusedFor('web', "UPDATE users SET phone = '+49 30 1' WHERE id = 3", /`public.users.phone` may not be written/),
  service(
    "INSERT INTO users (id, email, name) VALUES (3, 'user3@example.com', 'x') ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id, name",
  ),
  service("INSERT INTO users (email, name) VALUES ('user3@example.com', 'x') ON CONFLICT DO NOTHING RETURNING id"),
  service(
    "INSERT INTO bookings (id, room_id, guest_id, during) VALUES (100, 1, 3, '[2026-05-01,2026-05-02)') RETURNING id, during",
  ),
  service(
    "UPDATE bookings SET during = tstzrange(lower(during), upper(during) + interval '1 day') WHERE id = 3 RETURNING during",
  ),
  service("INSERT INTO events (id, user_id, name, occurred_at) VALUES (1000, 3, 'login', '2026-02-02') RETURNING id"),
  service(
    "INSERT INTO events_2026_02 (id, user_id, name, occurred_at) VALUES (1000, 3, 'login', '2026-02-02') RETURNING id",
  ),
  service('DELETE FROM events_2026_01 WHERE id < 3'),
  service('TRUNCATE jobs'),
  refusedFor(
    'mailer',
    'SELECT name FROM users WHERE encrypted_password IS NOT NULL UNION SELECT usename FROM pg_shadow',
    /closed|refused/,
  ),
);
