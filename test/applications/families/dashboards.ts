import { family, reads } from '../application.js';

/** Panels of Grafana, Metabase and Superset. */
export const dashboards = family(
  'dashboards',
  reads(
    "SELECT floor(extract(epoch from ts)/3600)*3600 AS time, avg(value) AS value, host AS metric FROM metrics WHERE ts BETWEEN '2026-01-01T00:00:00Z' AND '2026-01-02T00:00:00Z' GROUP BY time, host ORDER BY time, host",
  ),
  reads(
    "SELECT date_bin('15 minutes', ts, timestamptz '2026-01-01') AS t, max(value) FROM metrics GROUP BY 1 ORDER BY 1 LIMIT 10",
  ),
  reads(
    "SELECT g.d::date AS day, count(o.id) AS orders FROM generate_series(date '2026-01-01', date '2026-01-20', interval '1 day') AS g(d) LEFT JOIN orders o ON o.placed_at >= g.d AND o.placed_at < g.d + interval '1 day' GROUP BY 1 ORDER BY 1",
  ),
  reads(
    "WITH days AS (SELECT generate_series('2026-01-01'::timestamptz, '2026-01-10', '1 day') AS day) SELECT days.day, coalesce(sum(o.total), 0) AS total FROM days LEFT JOIN orders o ON date_trunc('day', o.placed_at) = days.day GROUP BY 1 ORDER BY 1",
  ),
  reads(
    'SELECT width_bucket(total, 0, 400, 8) AS bucket, count(*), min(total), max(total) FROM orders GROUP BY 1 ORDER BY 1',
  ),
  reads(
    "SELECT width_bucket((payload->>'ms')::numeric, ARRAY[0, 50, 100, 200]::numeric[]) AS b, count(*) FROM events GROUP BY 1 ORDER BY 1",
  ),
  reads(
    "SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY (payload->>'ms')::float8) AS p95, name FROM events GROUP BY name ORDER BY name",
  ),
  reads(
    'SELECT date_trunc(\'day\', "public"."orders"."placed_at") AS "placed_at", "public"."orders"."status" AS "status", count(*) AS "count" FROM "public"."orders" GROUP BY date_trunc(\'day\', "public"."orders"."placed_at"), "public"."orders"."status" ORDER BY date_trunc(\'day\', "public"."orders"."placed_at") ASC, "public"."orders"."status" ASC LIMIT 20',
  ),
  reads(
    'SELECT "source"."city" AS "city", "source"."avg" AS "avg" FROM (SELECT "Users"."city" AS "city", AVG("public"."order_lines"."quantity") AS "avg" FROM "public"."order_lines" LEFT JOIN "public"."orders" AS "Orders" ON "public"."order_lines"."order_id" = "Orders"."id" LEFT JOIN "public"."users" AS "Users" ON "Orders"."user_id" = "Users"."id" GROUP BY "Users"."city") "source" WHERE "source"."avg" > 1 ORDER BY 1 LIMIT 1048575',
  ),
  reads(
    'SELECT CAST(DATE_TRUNC(\'week\', "public"."users"."created_at" + INTERVAL \'1 day\') AS timestamp) - INTERVAL \'1 day\' AS w, SUM(COUNT(*)) OVER (ORDER BY CAST(DATE_TRUNC(\'week\', "public"."users"."created_at" + INTERVAL \'1 day\') AS timestamp) - INTERVAL \'1 day\' ROWS UNBOUNDED PRECEDING) AS sum FROM "public"."users" GROUP BY 1 ORDER BY 1',
  ),
  reads('SELECT substring("city", 1, 1234) AS "city" FROM "public"."users" ORDER BY 1 LIMIT 10000'),
  reads(
    "SELECT DATE_TRUNC('month', placed_at) AS __timestamp, status AS status, COUNT(*) AS count FROM public.orders JOIN (SELECT status AS status__, COUNT(*) AS mme_inner__ FROM public.orders GROUP BY status ORDER BY mme_inner__ DESC, status LIMIT 2) AS series_limit ON status = status__ GROUP BY DATE_TRUNC('month', placed_at), status ORDER BY count DESC, status LIMIT 1000",
  ),
  reads(
    'SELECT COUNT(*) AS rowcount FROM (SELECT city AS city FROM public.users GROUP BY city LIMIT 50000) AS rowcount_qry',
  ),
  reads(
    'SELECT city AS city, COUNT(*) AS c, COUNT(DISTINCT id) AS d FROM (SELECT * FROM public.users WHERE deleted_at IS NULL) AS virtual_table GROUP BY city HAVING ((COUNT(*) > 1)) ORDER BY c DESC, city LIMIT 100 OFFSET 0',
  ),
  reads(
    "SELECT min(placed_at), max(placed_at), count(*), count(DISTINCT status), sum(CASE WHEN meta->>'gift' = 'true' THEN 1 ELSE 0 END) AS gifts FROM orders",
  ),
  reads(
    'SELECT extract(isodow FROM placed_at) AS dow, extract(hour FROM placed_at) AS hour, count(*) FROM orders GROUP BY 1, 2 ORDER BY 1, 2',
  ),
  reads('SELECT name AS metric, count(*) * 1.0 / sum(count(*)) OVER () AS share FROM events GROUP BY name ORDER BY 1'),
  reads('SELECT DISTINCT ON (host, name) host, name, value, ts FROM metrics ORDER BY host, name, ts DESC'),
  reads(
    "SELECT ts, value, avg(value) OVER (PARTITION BY host ORDER BY ts ROWS 5 PRECEDING) FROM metrics WHERE name = 'cpu' ORDER BY ts LIMIT 8",
  ),
  reads("SELECT * FROM metrics WHERE ts > now() - interval '5 minutes' ORDER BY ts"),
  reads(
    'SELECT jsonb_object_agg(s.status, s.n) FROM (SELECT status::text, count(*) AS n FROM orders GROUP BY status) s',
  ),
  reads("SELECT count(*) FROM pg_stat_user_tables WHERE relname = 'nothing'"),
  reads('SELECT greatest(1, least(10, max(quantity))), bool_and(quantity > 0), every(line < 5) FROM order_lines'),
  reads(
    'SELECT t.day, t.n, avg(t.n) OVER (ORDER BY t.day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)::numeric(10,2) AS week FROM (SELECT occurred_at::date AS day, count(*) AS n FROM events GROUP BY 1) t ORDER BY 1 LIMIT 15',
  ),
);
