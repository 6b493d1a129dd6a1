import { family, reads } from '../application.js';

export const trees = family(
  'trees and windows',
  reads(
    'WITH RECURSIVE t AS (SELECT id, name, ARRAY[id] AS path FROM categories WHERE parent_id IS NULL UNION ALL SELECT c.id, c.name, t.path || c.id FROM categories c JOIN t ON c.parent_id = t.id) SELECT * FROM t ORDER BY path',
  ),
  reads(
    "WITH RECURSIVE up AS (SELECT id, parent_id, name FROM categories WHERE id = 5 UNION SELECT c.id, c.parent_id, c.name FROM categories c JOIN up ON up.parent_id = c.id) SELECT string_agg(name, ' < ') FROM up",
  ),
  reads(
    'WITH RECURSIVE thread AS (SELECT id, parent_id, author_id, body, 1 AS depth FROM comments WHERE parent_id IS NULL AND post_id = 4 UNION ALL SELECT c.id, c.parent_id, c.author_id, c.body, depth + 1 FROM comments c JOIN thread ON c.parent_id = thread.id) SELECT thread.id, depth, u.city FROM thread LEFT JOIN users u ON u.id = author_id ORDER BY thread.id',
  ),
  reads(
    'WITH RECURSIVE t(id, parent_id) AS (SELECT id, parent_id FROM categories WHERE id = 1 UNION ALL SELECT c.id, c.parent_id FROM categories c, t WHERE c.parent_id = t.id) SEARCH DEPTH FIRST BY id SET ord SELECT id FROM t ORDER BY ord',
  ),
  reads(
    'WITH RECURSIVE t(id, parent_id) AS (SELECT id, parent_id FROM categories WHERE id = 1 UNION ALL SELECT c.id, c.parent_id FROM categories c, t WHERE c.parent_id = t.id) CYCLE id SET looped USING path SELECT id, looped FROM t ORDER BY id',
  ),
  reads(
    'SELECT u.id, top.id, top.placed_at FROM users u CROSS JOIN LATERAL (SELECT o.id, o.placed_at FROM orders o WHERE o.user_id = u.id ORDER BY o.placed_at DESC LIMIT 1) top ORDER BY u.id LIMIT 10',
  ),
  reads(
    'SELECT * FROM (SELECT o.id, o.user_id, row_number() OVER (PARTITION BY o.user_id ORDER BY o.placed_at DESC) AS rn FROM orders o) r WHERE rn = 1 ORDER BY id',
  ),
  reads('SELECT id, placed_at - lag(placed_at) OVER (ORDER BY placed_at) AS gap FROM orders ORDER BY id LIMIT 5'),
  reads(
    "SELECT user_id, count(*) AS session FROM (SELECT user_id, occurred_at, CASE WHEN occurred_at - lag(occurred_at) OVER (PARTITION BY user_id ORDER BY occurred_at) > interval '1 day' THEN 1 ELSE 0 END AS begins FROM events) e WHERE begins = 1 GROUP BY user_id ORDER BY user_id LIMIT 5",
  ),
  reads(
    'SELECT o.id FROM orders o WHERE o.total > (SELECT avg(total) FROM orders WHERE user_id = o.user_id) ORDER BY o.id LIMIT 10',
  ),
  reads(
    "SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.user_id = u.id AND e.name = 'buy') ORDER BY u.id",
  ),
  reads('SELECT a.id, b.id FROM users a JOIN users b ON a.city = b.city AND a.id < b.id ORDER BY 1, 2 LIMIT 10'),
  reads(
    'SELECT coalesce(u.id, o.user_id) AS id, u.city, o.n FROM users u FULL JOIN (SELECT user_id, count(*) AS n FROM orders GROUP BY user_id) o ON o.user_id = u.id ORDER BY 1 LIMIT 10',
  ),
  reads('SELECT id, name FROM users TABLESAMPLE SYSTEM (100) REPEATABLE (1) ORDER BY id LIMIT 3'),
  reads(
    "SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY['a', 'b', 'c'])) WITH ORDINALITY AS x(n, k, i) LEFT JOIN users u ON u.id = x.n ORDER BY i",
  ),
  reads('SELECT id, CASE WHEN id = 1 THEN (SELECT count(*) FROM orders) ELSE 0 END FROM users ORDER BY id LIMIT 3'),
  reads(
    'SELECT (SELECT array_agg(o.id ORDER BY o.id) FROM orders o WHERE o.user_id = u.id) AS ids FROM users u ORDER BY u.id LIMIT 5',
  ),
  reads('SELECT ARRAY(SELECT id FROM users ORDER BY id LIMIT 3)'),
  reads(
    "SELECT b.room_id, lower(b.during), upper(b.during) FROM bookings b WHERE b.during && tstzrange('2026-03-03', '2026-03-06') ORDER BY b.id",
  ),
  reads('SELECT room_id, range_agg(during) FROM bookings GROUP BY room_id ORDER BY 1'),
  reads(
    "SELECT r.name, count(b.id) FROM rooms r LEFT JOIN bookings b ON b.room_id = r.id AND b.during @> '2026-03-05 12:00+00'::timestamptz GROUP BY r.name ORDER BY 1",
  ),
  reads('SELECT id, nights, 5 <@ nights AS holds FROM bookings ORDER BY id'),
);
