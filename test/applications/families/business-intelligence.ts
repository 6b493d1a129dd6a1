import { family, reads, steps } from '../application.js';

/** What reporting tools make of what is clicked together. */
export const metabase = family(
  'Metabase',
  reads(
    '-- Metabase:: userID: 1 queryType: MBQL queryHash: abc\nSELECT "public"."orders"."id" AS "id", "public"."orders"."total" AS "total", "Users"."city" AS "Users__city" FROM "public"."orders" LEFT JOIN "public"."users" AS "Users" ON "public"."orders"."user_id" = "Users"."id" WHERE ("public"."orders"."total" > 20) AND ("public"."orders"."placed_at" >= DATE_TRUNC(\'month\', (NOW() + INTERVAL \'-120 month\'))) AND ("public"."orders"."placed_at" < DATE_TRUNC(\'month\', NOW())) ORDER BY 1 LIMIT 1048575',
  ),
  reads(
    'SELECT CAST(extract(year from "public"."orders"."placed_at") AS integer) AS "y", CAST(extract(dow from "public"."orders"."placed_at") AS integer) + 1 AS "d", count(*) AS "count" FROM "public"."orders" GROUP BY CAST(extract(year from "public"."orders"."placed_at") AS integer), CAST(extract(dow from "public"."orders"."placed_at") AS integer) + 1 ORDER BY 1, 2',
  ),
  reads(
    'SELECT FLOOR((("public"."orders"."total" - 0.0) / 50.0)) * 50.0 + 0.0 AS "total", COUNT(*) AS "count" FROM "public"."orders" GROUP BY FLOOR((("public"."orders"."total" - 0.0) / 50.0)) * 50.0 + 0.0 ORDER BY 1',
  ),
  reads(
    'SELECT "source"."status" AS "status", SUM("source"."total") AS "sum" FROM (SELECT "public"."orders"."status" AS "status", "public"."orders"."total" AS "total", "public"."orders"."placed_at" AS "placed_at" FROM "public"."orders" WHERE "public"."orders"."status" = CAST(\'paid\' AS order_status)) AS "source" GROUP BY "source"."status" ORDER BY "source"."status"',
  ),
  reads(
    'SELECT COUNT(*) AS "count", SUM(CASE WHEN "public"."orders"."total" > 100 THEN 1 ELSE 0.0 END) AS "cw", CAST(SUM(CASE WHEN "public"."orders"."total" > 100 THEN 1 ELSE 0.0 END) AS DOUBLE PRECISION) / NULLIF(CAST(COUNT(*) AS DOUBLE PRECISION), 0.0) AS "share", PERCENTILE_CONT(0.5) within group (order by "public"."orders"."total") AS "median", STDDEV_POP("public"."orders"."total") FROM "public"."orders"',
  ),
  reads(
    'SELECT "public"."users"."id" AS "id" FROM "public"."users" WHERE (LOWER("public"."users"."city") LIKE \'%ro%\') OR ("public"."users"."city" IS NULL) OR ("public"."users"."city" = \'\') ORDER BY 1 LIMIT 2000',
  ),
  reads(
    'SELECT "public"."orders"."id" FROM "public"."orders" WHERE CAST("public"."orders"."placed_at" AS date) BETWEEN CAST(\'2026-01-05\' AS date) AND CAST(\'2026-01-10\' AS date) ORDER BY 1',
  ),
  reads(
    'SELECT "public"."orders"."id" FROM "public"."orders" WHERE "public"."orders"."placed_at" BETWEEN timestamp with time zone \'2026-01-05 00:00:00.000Z\' AND timestamp with time zone \'2026-01-10 00:00:00.000Z\' ORDER BY 1',
  ),
  reads(
    'SELECT "public"."events"."payload"#>> array[\'path\']::text[] AS "p", CAST("public"."events"."payload"#>> array[\'ms\']::text[] AS bigint) AS "ms" FROM "public"."events" ORDER BY 2 LIMIT 5',
  ),
  reads(
    'SELECT "public"."users"."id" AS "id", SUBSTRING("public"."users"."name", 1, 1234) AS "substring1" FROM "public"."users" ORDER BY 1 LIMIT 10000',
  ),
);

export const looker = family(
  'Looker and Superset',
  reads(
    "SELECT (DATE(users.created_at )) AS \"users.created_date\", COUNT(DISTINCT orders.id ) AS \"orders.count\", COALESCE(COALESCE(CAST( ( SUM(DISTINCT (CAST(FLOOR(COALESCE(orders.total ,0)*(1000000*1.0)) AS DECIMAL(65,0))) + ('x' || MD5(orders.id ::varchar))::bit(64)::bigint::DECIMAL(65)  *18446744073709551616 + ('x' || SUBSTR(MD5(orders.id ::varchar),17))::bit(64)::bigint::DECIMAL(65) ) - SUM(DISTINCT ('x' || MD5(orders.id ::varchar))::bit(64)::bigint::DECIMAL(65)  *18446744073709551616 + ('x' || SUBSTR(MD5(orders.id ::varchar),17))::bit(64)::bigint::DECIMAL(65)) )  AS DOUBLE PRECISION) / CAST((1000000*1.0) AS DOUBLE PRECISION), 0), 0) AS \"orders.total\" FROM orders LEFT JOIN users ON orders.user_id = users.id LEFT JOIN order_lines ON order_lines.order_id = orders.id WHERE ((( users.created_at ) >= ((TIMESTAMP '2025-03-01')) AND ( users.created_at ) < ((TIMESTAMP '2025-12-31')))) GROUP BY (DATE(users.created_at )) ORDER BY 1 DESC FETCH NEXT 500 ROWS ONLY",
  ),
  reads(
    "WITH daily AS (SELECT DATE_TRUNC('day', o.placed_at) AS d, COUNT(*) n FROM orders o GROUP BY 1) SELECT TO_CHAR(DATE_TRUNC('month', daily.d ), 'YYYY-MM') AS \"m\", COALESCE(SUM(daily.n), 0) FROM daily WHERE ((( daily.d ) >= ((DATE_TRUNC('month', DATE_TRUNC('day', CURRENT_TIMESTAMP))))) IS NOT NULL) GROUP BY 1 ORDER BY 1",
  ),
  reads(
    'SELECT * FROM ( SELECT *, DENSE_RANK() OVER (ORDER BY z___min_rank) as z___pivot_row_rank, RANK() OVER (PARTITION BY z__pivot_col_rank ORDER BY z___min_rank) as z__pivot_col_ordering, CASE WHEN z___min_rank = z___rank THEN 1 ELSE 0 END AS z__is_highest_ranked_cell FROM ( SELECT *, MIN(z___rank) OVER (PARTITION BY "city") as z___min_rank FROM ( SELECT *, RANK() OVER (ORDER BY CASE WHEN z__pivot_col_rank=1 THEN (CASE WHEN "n" IS NOT NULL THEN 0 ELSE 1 END) ELSE 2 END, "city") AS z___rank FROM ( SELECT *, DENSE_RANK() OVER (ORDER BY CASE WHEN "role" IS NULL THEN 1 ELSE 0 END, "role") AS z__pivot_col_rank FROM ( SELECT city, role, COUNT(*) AS n FROM users GROUP BY 1, 2) ww ) bb WHERE z__pivot_col_rank <= 16384 ) aa ) xx ) zz WHERE (z__pivot_col_rank <= 50 OR z__is_highest_ranked_cell = 1) AND (z___pivot_row_rank <= 500 OR z__pivot_col_ordering = 1) ORDER BY z___pivot_row_rank, role',
  ),
  reads(
    "SELECT DATE_TRUNC('day', placed_at) AS __timestamp, sum(total) AS \"SUM(total)\" FROM public.orders WHERE placed_at >= '2026-01-01 00:00:00.000000' AND placed_at < '2026-02-01 00:00:00.000000' GROUP BY DATE_TRUNC('day', placed_at) ORDER BY \"SUM(total)\" DESC, 1 LIMIT 50000",
  ),
  reads(
    "SELECT DATE_TRUNC('week', placed_at) AS \"w\", status AS \"status\", AVG(total)::numeric(10,2) AS a FROM (SELECT o.*, u.city FROM orders o JOIN users u ON o.user_id = u.id) AS virtual_table WHERE city IN ('Rome', 'Oslo') GROUP BY DATE_TRUNC('week', placed_at), status ORDER BY 1, 2 LIMIT 10000",
  ),
  reads('SELECT MIN(placed_at), MAX(placed_at) FROM public.orders LIMIT 1'),
  reads(
    'SELECT status AS status, count(DISTINCT user_id) AS "COUNT_DISTINCT(user_id)" FROM public.orders GROUP BY status HAVING ((count(*) > 10)) ORDER BY "COUNT_DISTINCT(user_id)" DESC, 1 LIMIT 100',
  ),
  reads(
    "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p']) AND pg_catalog.pg_class.relpersistence != CAST('t' AS CHAR) AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog' ORDER BY 1",
  ),
);

export const tableau = family(
  'Tableau',
  reads(
    'SELECT CAST("users"."city" AS TEXT) AS "city", SUM("users"."lock_version") AS "sum:x:ok" FROM "public"."users" "users" GROUP BY 1 ORDER BY 1',
  ),
  reads(
    'SELECT SUM(CAST("orders"."total" AS DOUBLE PRECISION)) AS "sum:total:ok", CAST(TRUNC(EXTRACT(YEAR FROM CAST("orders"."placed_at" AS TIMESTAMP))) AS INTEGER) AS "yr:placed_at:ok", DATE_TRUNC( \'MONTH\', CAST("orders"."placed_at" AS TIMESTAMP) ) AS "tmn" FROM "public"."orders" "orders" INNER JOIN "public"."users" "users" ON ("orders"."user_id" = "users"."id") GROUP BY 2, 3 ORDER BY 2, 3',
  ),
  reads(
    'SELECT "t0"."city" AS "city", COUNT(DISTINCT "t0"."id") AS "ctd" FROM (SELECT "users"."city" AS "city", "users"."id" AS "id" FROM "public"."users" "users" WHERE ("users"."created_at" >= (TIMESTAMP \'2025-03-05 00:00:00.000\'))) "t0" INNER JOIN (SELECT "orders"."user_id" AS "user_id" FROM "public"."orders" "orders" GROUP BY 1 HAVING (COUNT(1) > 2)) "t1" ON ("t0"."id" = "t1"."user_id") GROUP BY 1 ORDER BY 1',
  ),
  steps([
    'CREATE LOCAL TEMPORARY TABLE "#Tableau_2_1_Connect" ( "COL" INTEGER ) ON COMMIT PRESERVE ROWS',
    'DROP TABLE "#Tableau_2_1_Connect"',
    'SELECT 1',
  ]),
  steps([
    'CREATE LOCAL TEMPORARY TABLE "#Tableau_3" ON COMMIT PRESERVE ROWS AS SELECT "users"."city" AS "city", COUNT(1) AS n FROM "public"."users" "users" GROUP BY 1',
    'ANALYZE "#Tableau_3"',
    'SELECT * FROM "#Tableau_3" ORDER BY 1',
  ]),
  steps([
    'CREATE LOCAL TEMPORARY TABLE "#Tableau_4" ON COMMIT PRESERVE ROWS AS SELECT "users"."city" AS "city", COUNT(1) AS n FROM "public"."users" "users" GROUP BY 1',
    'SELECT * FROM "#Tableau_4" ORDER BY 1',
  ]),
  steps([
    'CREATE LOCAL TEMPORARY TABLE "#Tableau_5" ("a" BIGINT) ON COMMIT PRESERVE ROWS',
    'INSERT INTO "#Tableau_5" SELECT id FROM users WHERE city = \'Rome\'',
    'SELECT o.id FROM orders o JOIN "#Tableau_5" t ON t.a = o.user_id ORDER BY 1',
  ]),
  steps([
    'declare "SQL_CUR0x1" cursor with hold for SELECT "users"."id" AS "id" FROM "public"."users" "users" ORDER BY 1;fetch 100 in "SQL_CUR0x1"',
    'fetch 10 in "SQL_CUR0x1"',
    'close "SQL_CUR0x1"',
    'SELECT 1',
  ]),
  steps([
    'declare "SQL_CUR1" cursor with hold for SELECT "users"."id" FROM users ORDER BY 1',
    'fetch 10000 in "SQL_CUR1"',
  ]),
  steps(['DECLARE c SCROLL CURSOR FOR SELECT id FROM users ORDER BY id', 'FETCH LAST FROM c', 'FETCH PRIOR FROM c']),
  reads(
    'SELECT "customer"."city", MIN("customer"."x") FROM (SELECT city, id AS x FROM users) "customer" GROUP BY 1 HAVING (COUNT(1) > 0) ORDER BY 1',
  ),
  reads(
    "select NULL, n.nspname, c.relname, a.attname, a.atttypid, t.typname, a.attnum, a.attlen, a.atttypmod, a.attnotnull, c.relhasrules, c.relkind, c.oid::text <> '' , pg_get_expr(d.adbin, d.adrelid), case t.typtype when 'd' then t.typbasetype else 0 end, t.typtypmod, 0 as relhasoids, attidentity, c.relhassubclass from (((pg_catalog.pg_class c inner join pg_catalog.pg_namespace n on n.oid = c.relnamespace and c.relname = E'jobs' and n.nspname = E'public') inner join pg_catalog.pg_attribute a on (not a.attisdropped) and a.attnum > 0 and a.attrelid = c.oid) inner join pg_catalog.pg_type t on t.oid = a.atttypid) left outer join pg_attrdef d on a.atthasdef and d.adrelid = a.attrelid and d.adnum = a.attnum order by n.nspname, c.relname, attnum",
  ),
);

export const powerBi = family(
  'Power BI',
  reads(
    'select "_"."status" as "c1", count(1) as "a0", sum("_"."total") as "a1" from "public"."orders" "_" group by "_"."status" order by 1 limit 1001',
  ),
  reads('select "$Table"."id" as "id", "$Table"."city" as "city" from "public"."users" "$Table" order by 1 limit 1000'),
  reads(
    'select "rows"."city" as "city", sum("rows"."n") as "n" from ( select "$Outer"."city", "$Inner"."n" from ( select "_"."id" as "id2", "_"."city" as "city" from "public"."users" "_" where "_"."city" is not null ) "$Outer" inner join ( select "user_id", 1::bigint as n from "public"."orders" ) "$Inner" on ("$Outer"."id2" = "$Inner"."user_id") ) "rows" group by "city" order by 1',
  ),
  reads(
    "select TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE from INFORMATION_SCHEMA.tables where TABLE_SCHEMA not in ('information_schema', 'pg_catalog') order by TABLE_SCHEMA, TABLE_NAME",
  ),
  reads(
    "select COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, case when (data_type like '%unsigned%') then DATA_TYPE || ' unsigned' else DATA_TYPE end as DATA_TYPE from INFORMATION_SCHEMA.columns where TABLE_SCHEMA = 'public' and TABLE_NAME = 'orders' order by TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION",
  ),
  reads(
    "select pkcol.COLUMN_NAME as PK_COLUMN_NAME, fkcol.TABLE_SCHEMA AS FK_TABLE_SCHEMA, fkcol.TABLE_NAME AS FK_TABLE_NAME, fkcol.COLUMN_NAME as FK_COLUMN_NAME, fkcol.ORDINAL_POSITION as ORDINAL, fkcon.CONSTRAINT_SCHEMA || '_' || fkcol.TABLE_NAME || '_' || 'users' || '_' || fkcon.CONSTRAINT_NAME as FK_NAME from (select distinct constraint_catalog, constraint_schema, unique_constraint_schema, constraint_name, unique_constraint_name from INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS) fkcon inner join INFORMATION_SCHEMA.KEY_COLUMN_USAGE fkcol on fkcon.CONSTRAINT_SCHEMA = fkcol.CONSTRAINT_SCHEMA and fkcon.CONSTRAINT_NAME = fkcol.CONSTRAINT_NAME inner join INFORMATION_SCHEMA.KEY_COLUMN_USAGE pkcol on fkcon.UNIQUE_CONSTRAINT_SCHEMA = pkcol.CONSTRAINT_SCHEMA and fkcon.UNIQUE_CONSTRAINT_NAME = pkcol.CONSTRAINT_NAME where pkcol.TABLE_SCHEMA = 'public' and pkcol.TABLE_NAME = 'users' and pkcol.ORDINAL_POSITION = fkcol.ORDINAL_POSITION order by FK_NAME, fkcol.ORDINAL_POSITION",
  ),
);
