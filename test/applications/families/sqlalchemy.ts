import { family, reads, refusedFor, service, steps } from '../application.js';

/** SQLAlchemy over psycopg and asyncpg: parameters with casts, inserts by VALUES in FROM, keys of many in one IN. */
export const sqlAlchemy = family(
  'SQLAlchemy',
  reads([
    'SELECT users.id AS users_id, users.name AS users_name, users.email AS users_email FROM users WHERE users.id = $1::INTEGER',
    [9],
  ]),
  reads([
    'SELECT users.id, users.city FROM users WHERE users.id IN ($1::BIGINT, $2::BIGINT, $3::BIGINT) ORDER BY users.id',
    [3, 4, 5],
  ]),
  reads([
    'SELECT anon_1.users_id, orders_1.id AS o FROM (SELECT users.id AS users_id FROM users ORDER BY users.id LIMIT $1::INTEGER) AS anon_1 LEFT OUTER JOIN orders AS orders_1 ON anon_1.users_id = orders_1.user_id ORDER BY anon_1.users_id, orders_1.id',
    [4],
  ]),
  reads([
    'SELECT orders.user_id AS orders_user_id, orders.id AS orders_id FROM orders WHERE orders.user_id IN ($1, $2, $3, $4, $5) ORDER BY orders.id',
    [1, 2, 3, 4, 5],
  ]),
  reads(
    "SELECT count(*) AS count_1 FROM (SELECT users.id AS users_id, users.name AS users_name FROM users WHERE users.role = 'admin') AS anon_1",
  ),
  reads(
    "SELECT users.id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE users.id = orders.user_id AND orders.status = 'shipped') ORDER BY users.id",
  ),
  reads(
    'WITH RECURSIVE tree(id, parent_id, name, depth) AS (SELECT categories.id AS id, categories.parent_id AS parent_id, categories.name AS name, 0 AS depth FROM categories WHERE categories.parent_id IS NULL UNION ALL SELECT c.id AS id, c.parent_id AS parent_id, c.name AS name, tree.depth + 1 AS anon_1 FROM categories AS c JOIN tree ON c.parent_id = tree.id) SELECT tree.id, tree.name, tree.depth FROM tree ORDER BY tree.depth, tree.id',
  ),
  reads(
    "SELECT users.id, lower(users.city) AS lower_1 FROM users WHERE users.name ILIKE '%' || 'name 1' || '%' ORDER BY users.id",
  ),
  reads(
    'SELECT orders.status, sum(orders.total) AS sum_1, avg(orders.total) AS avg_1 FROM orders GROUP BY orders.status ORDER BY orders.status',
  ),
  reads(
    'SELECT users.id, row_number() OVER (PARTITION BY users.account_id ORDER BY users.created_at DESC) AS rn FROM users ORDER BY users.id',
  ),
  reads(
    'SELECT anon_1.id, anon_1.total FROM users AS u JOIN LATERAL (SELECT orders.id AS id, orders.total AS total FROM orders WHERE orders.user_id = u.id ORDER BY orders.placed_at DESC LIMIT 2) AS anon_1 ON true ORDER BY anon_1.id',
  ),
  reads('SELECT CAST(orders.total AS INTEGER) AS total FROM orders WHERE orders.id < 4 ORDER BY orders.id'),
  reads(
    "SELECT users.id, users.settings ->> 'theme' AS theme FROM users WHERE CAST(users.settings ->> 'n' AS INTEGER) > 35 ORDER BY users.id",
  ),
  reads(
    "SELECT users.id FROM users WHERE (users.created_at, users.id) > ('2025-03-10', 8) ORDER BY users.created_at, users.id LIMIT 5",
  ),
  reads(
    "SELECT users.id FROM users WHERE users.deleted_at IS NULL AND coalesce(users.city, '-') != 'Rome' ORDER BY users.id",
  ),
  reads('SELECT EXTRACT(epoch FROM orders.placed_at)::bigint AS e FROM orders ORDER BY orders.id LIMIT 3'),
  reads(['SELECT users.id FROM users WHERE users.id = ANY ($1::BIGINT[]) ORDER BY users.id', [[3, 4, 5]]]),
  reads(
    "SELECT users.id FROM users JOIN (VALUES (1, 'a'), (2, 'b')) AS v (id, k) ON v.id = users.id ORDER BY users.id",
  ),
  reads(
    "SELECT array_agg(users.id ORDER BY users.id) AS ids, string_agg(DISTINCT users.city, ', ' ORDER BY users.city) AS cities FROM users GROUP BY users.role ORDER BY users.role",
  ),
  reads("SELECT jsonb_build_object('id', users.id, 'city', users.city) AS doc FROM users ORDER BY users.id LIMIT 2"),
  reads(
    "SELECT json_agg(json_build_object('id', o.id, 'status', o.status) ORDER BY o.id) FROM orders o WHERE o.id < 6",
  ),
  reads(
    "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relname = 'users' AND pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid)",
  ),
  reads('select pg_catalog.version() IS NOT NULL'),
  reads('SELECT current_schema()'),
  reads('show standard_conforming_strings'),
  reads("SELECT 'x' AS some_label"),
  service([
    'INSERT INTO users (name, email, role) SELECT p0::VARCHAR, p1::VARCHAR, p2::VARCHAR FROM (VALUES ($1, $2, $3, 0), ($4, $5, $6, 1)) AS imp_sen(p0, p1, p2, sen_counter) ORDER BY sen_counter RETURNING users.id, users.id AS id__1',
    ['A', 'a@y.org', 'member', 'B', 'b@y.org', 'member'],
  ]),
  service([
    'UPDATE orders SET status = $1, shipped_on = $2::DATE WHERE orders.id = $3::BIGINT',
    ['shipped', '2026-04-01', 5],
  ]),
  refusedFor(
    'web',
    'UPDATE orders SET total = s.total FROM (SELECT order_id, sum(price * quantity) AS total FROM order_lines GROUP BY order_id) AS s WHERE orders.id = s.order_id AND orders.id < 5 RETURNING orders.id, orders.total',
    /copying from protected relations/,
  ),
  service(
    "DELETE FROM order_lines USING orders WHERE order_lines.order_id = orders.id AND orders.status = 'cancelled'",
  ),
  service([
    'INSERT INTO products (sku, title, price) VALUES ($1::VARCHAR, $2::VARCHAR, $3::NUMERIC(12, 2)) ON CONFLICT (sku) DO UPDATE SET price = excluded.price, title = excluded.title WHERE products.price <> excluded.price RETURNING products.sku, products.price',
    ['sku3', 'T', 9.5],
  ]),
  steps(['SAVEPOINT sa_savepoint_1', 'SELECT 1', 'RELEASE SAVEPOINT sa_savepoint_1', 'SELECT count(*) FROM users']),
);
