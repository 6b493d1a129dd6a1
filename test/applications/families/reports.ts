import { family, reads } from '../application.js';

/** Reports as of TPC-H and TPC-DS: many joins, subqueries that hang on the row, groups of groups, years against years. */
export const reports = family(
  'reports',
  reads(
    "SELECT status, currency, sum(total) AS sum_total, sum(total * (1 - 0.1)) AS discounted, avg(total) AS avg_total, count(*) AS n FROM orders WHERE placed_at <= date '2026-12-01' - interval '90 day' GROUP BY status, currency ORDER BY status, currency",
  ),
  reads(
    "SELECT l.order_id, sum(l.price * l.quantity) AS revenue, o.placed_at FROM users u, orders o, order_lines l WHERE u.city = 'Rome' AND u.id = o.user_id AND l.order_id = o.id AND o.placed_at < date '2026-02-15' GROUP BY l.order_id, o.placed_at ORDER BY revenue DESC NULLS LAST, o.placed_at LIMIT 10",
  ),
  reads(
    "SELECT o.status, count(*) AS n FROM orders o WHERE o.placed_at >= date '2026-01-01' AND o.placed_at < date '2026-01-01' + interval '3 month' AND EXISTS (SELECT * FROM order_lines l WHERE l.order_id = o.id AND l.quantity > 1) GROUP BY o.status ORDER BY o.status",
  ),
  reads(
    'SELECT c.name, sum(l.quantity) AS q FROM products p JOIN order_lines l USING (sku) JOIN categories c ON c.id = p.category_id GROUP BY c.name ORDER BY q DESC, 1',
  ),
  reads(
    "SELECT year, sum(CASE WHEN city = 'Rome' THEN volume ELSE 0 END) / nullif(sum(volume), 0) AS share FROM (SELECT extract(year FROM o.placed_at) AS year, l.quantity AS volume, u.city FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN users u ON u.id = o.user_id) AS all_orders GROUP BY year ORDER BY year",
  ),
  reads(
    "SELECT n, count(*) AS users FROM (SELECT u.id, count(o.id) AS n FROM users u LEFT OUTER JOIN orders o ON u.id = o.user_id AND o.status <> 'cancelled' GROUP BY u.id) AS per_user (id, n) GROUP BY n ORDER BY users DESC, n DESC",
  ),
  reads(
    "SELECT 100.00 * sum(CASE WHEN p.title LIKE 'Thing number 1%' THEN l.quantity ELSE 0 END) / sum(l.quantity) AS promo FROM order_lines l, products p WHERE l.sku = p.sku",
  ),
  reads(
    'WITH revenue AS (SELECT p.category_id AS id, sum(l.quantity) AS r FROM order_lines l JOIN products p USING (sku) GROUP BY 1) SELECT c.name, revenue.r FROM categories c, revenue WHERE c.id = revenue.id AND revenue.r = (SELECT max(r) FROM revenue) ORDER BY c.name',
  ),
  reads(
    "SELECT p.tags, count(DISTINCT l.order_id) AS n FROM order_lines l, products p WHERE p.sku = l.sku AND p.title NOT LIKE '%13%' AND l.order_id NOT IN (SELECT id FROM orders WHERE status = 'cancelled') GROUP BY p.tags ORDER BY n DESC, p.tags",
  ),
  reads(
    'SELECT sum(l.quantity) / 7.0 AS weekly FROM order_lines l, products p WHERE p.sku = l.sku AND l.quantity < (SELECT 1.2 * avg(quantity) FROM order_lines WHERE sku = p.sku)',
  ),
  reads(
    'SELECT u.id, o.id AS order_id, sum(l.quantity) FROM users u, orders o, order_lines l WHERE o.id IN (SELECT order_id FROM order_lines GROUP BY order_id HAVING sum(quantity) > 2) AND u.id = o.user_id AND o.id = l.order_id GROUP BY u.id, o.id ORDER BY o.id LIMIT 20',
  ),
  reads(
    "SELECT s.city, count(*) AS numwait FROM users s WHERE EXISTS (SELECT * FROM orders o1 WHERE o1.user_id = s.id AND o1.status = 'shipped') AND NOT EXISTS (SELECT * FROM orders o2 WHERE o2.user_id = s.id AND o2.status = 'cart') GROUP BY s.city ORDER BY numwait DESC, s.city",
  ),
  reads(
    "SELECT substring(phone FROM 1 FOR 2) AS cc, count(*) AS n FROM users WHERE substring(phone FROM 1 FOR 2) IN ('+4', '**') GROUP BY 1 ORDER BY 1",
  ),
  reads(
    "SELECT coalesce(city, 'all') AS city, coalesce(role, 'all') AS role, count(*) FROM users GROUP BY CUBE (city, role) ORDER BY 1, 2, 3",
  ),
  reads(
    'SELECT city, role, count(*), grouping(city, role) AS g FROM users GROUP BY GROUPING SETS ((city, role), (city), ()) ORDER BY g, city, role',
  ),
  reads(
    "WITH m AS (SELECT date_trunc('month', placed_at AT TIME ZONE 'UTC') AS month, sum(total) AS total FROM orders GROUP BY 1) SELECT month, total, total - lag(total) OVER (ORDER BY month) AS change, round(100 * total / sum(total) OVER (), 1) AS share FROM m ORDER BY month",
  ),
  reads(
    'SELECT * FROM (SELECT category_id, sku, price, rank() OVER (PARTITION BY category_id ORDER BY price DESC) AS r, dense_rank() OVER w AS d, ntile(4) OVER w AS q, percent_rank() OVER w AS p FROM products WINDOW w AS (ORDER BY price)) x WHERE r <= 2 ORDER BY category_id, r',
  ),
  reads(
    'SELECT first_value(id) OVER w AS first, last_value(id) OVER w AS last, nth_value(id, 2) OVER w AS second FROM orders WHERE id < 20 WINDOW w AS (PARTITION BY status ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY 1, 2, 3',
  ),
  reads(
    "SELECT u.id, avg(o.total) OVER (ORDER BY o.placed_at RANGE BETWEEN INTERVAL '7 days' PRECEDING AND CURRENT ROW) AS moving FROM orders o JOIN users u ON u.id = o.user_id ORDER BY o.id LIMIT 10",
  ),
  reads(
    "WITH cohort AS (SELECT u.id, date_trunc('week', u.created_at) AS week FROM users u), activity AS (SELECT e.user_id, date_trunc('week', e.occurred_at) AS week FROM events e GROUP BY 1, 2) SELECT c.week AS cohort, a.week, count(DISTINCT a.user_id) AS active FROM cohort c JOIN activity a ON a.user_id = c.id GROUP BY 1, 2 ORDER BY 1, 2",
  ),
  reads(
    "WITH steps AS (SELECT user_id, bool_or(name = 'view') AS viewed, bool_or(name = 'buy') AS bought FROM events GROUP BY user_id) SELECT count(*) AS users, count(*) FILTER (WHERE viewed) AS viewed, count(*) FILTER (WHERE viewed AND bought) AS bought FROM steps",
  ),
  reads("SELECT sku FROM products INTERSECT SELECT sku FROM order_lines EXCEPT SELECT 'sku3' ORDER BY 1"),
  reads(
    'SELECT corr(quantity, line), stddev_pop(quantity), variance(quantity), regr_slope(quantity, line) FROM order_lines',
  ),
  reads(
    'SELECT mode() WITHIN GROUP (ORDER BY status) AS usual, percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY total) AS quartiles FROM orders',
  ),
  reads(
    'SELECT a.name, coalesce(x.n, 0) AS n FROM accounts a LEFT JOIN (SELECT account_id, count(*) AS n FROM users GROUP BY account_id) x ON x.account_id = a.id ORDER BY a.name',
  ),
  reads(
    "SELECT id, total, CASE WHEN total >= 300 THEN 'high' WHEN total >= 100 THEN 'middle' ELSE 'low' END AS class FROM orders WHERE (total, id) IN (SELECT max(total), max(id) FROM orders GROUP BY status) OR id < 3 ORDER BY id",
  ),
  reads('SELECT round(avg(shipped_on - placed_at::date), 2) AS days FROM orders WHERE shipped_on IS NOT NULL'),
  reads("SELECT to_char(placed_at, 'YYYY-MM') AS month, count(*) FROM orders GROUP BY 1 ORDER BY 1"),
);
