import { family, reads, service } from '../application.js';

/** Django's ORM over psycopg, with values put into the text. */
export const django = family(
  'Django',
  reads('SELECT "users"."id", "users"."name", "users"."email" FROM "users" WHERE "users"."id" = 7 LIMIT 21'),
  reads('SELECT COUNT(*) AS "__count" FROM "users"'),
  reads(
    'SELECT "users"."id", "users"."name" FROM "users" WHERE UPPER("users"."name"::text) = UPPER(\'name 7\') ORDER BY "users"."id" ASC',
  ),
  reads('SELECT "users"."id" FROM "users" WHERE UPPER("users"."city"::text) LIKE UPPER(\'%ro%\') ORDER BY 1'),
  reads('SELECT "users"."id" FROM "users" WHERE "users"."name"::text LIKE \'Name 1%\' ORDER BY 1'),
  reads('SELECT 1 AS "a" FROM "orders" WHERE "orders"."user_id" = 3 LIMIT 1'),
  reads(
    'SELECT "orders"."id", "users"."id", "users"."city" FROM "orders" INNER JOIN "users" ON ("orders"."user_id" = "users"."id") WHERE "users"."account_id" IN (1, 2) ORDER BY "orders"."placed_at" DESC, "orders"."id" DESC LIMIT 10',
  ),
  reads(
    'SELECT "users"."id", COUNT("orders"."id") AS "n" FROM "users" LEFT OUTER JOIN "orders" ON ("users"."id" = "orders"."user_id") GROUP BY "users"."id" HAVING COUNT("orders"."id") > 2 ORDER BY "users"."id" ASC',
  ),
  reads(
    'SELECT COALESCE(SUM("orders"."total"), 0) AS "s", AVG("orders"."total") AS "a", MIN("orders"."total") AS "lo", MAX("orders"."total") AS "hi" FROM "orders"',
  ),
  reads(
    'SELECT COUNT("orders"."id") FILTER (WHERE "orders"."status" = \'paid\') AS "paid", COUNT("orders"."id") FILTER (WHERE NOT ("orders"."status" = \'paid\')) AS "other" FROM "orders"',
  ),
  reads(
    'SELECT "users"."id", EXISTS(SELECT 1 AS "a" FROM "orders" U0 WHERE (U0."user_id" = ("users"."id") AND U0."status" = \'paid\') LIMIT 1) AS "has_paid" FROM "users" ORDER BY "users"."id" ASC',
  ),
  reads(
    'SELECT "users"."id", (SELECT U0."placed_at" FROM "orders" U0 WHERE U0."user_id" = ("users"."id") ORDER BY U0."placed_at" DESC LIMIT 1) AS "last_order" FROM "users" ORDER BY "users"."id"',
  ),
  reads(
    'SELECT DATE_TRUNC(\'month\', "orders"."placed_at" AT TIME ZONE \'UTC\') AS "m", COUNT("orders"."id") AS "n" FROM "orders" GROUP BY 1 ORDER BY 1 ASC',
  ),
  reads(
    'SELECT DISTINCT (("orders"."placed_at" AT TIME ZONE \'UTC\')::date) AS "datefield" FROM "orders" WHERE (("orders"."placed_at" AT TIME ZONE \'UTC\')::date) IS NOT NULL ORDER BY "datefield" ASC LIMIT 4',
  ),
  reads(
    'SELECT EXTRACT(YEAR FROM "orders"."placed_at" AT TIME ZONE \'Europe/Berlin\') AS "y", COUNT(*) FROM "orders" GROUP BY 1 ORDER BY 1',
  ),
  reads(
    'SELECT "users"."id" FROM "users" WHERE ("users"."city" = \'Rome\' OR ("users"."role" = \'admin\' AND NOT ("users"."deleted_at" IS NOT NULL))) ORDER BY "users"."id" ASC',
  ),
  reads(
    'SELECT "users"."id", CASE WHEN "users"."role" = \'admin\' THEN 1 WHEN "users"."role" = \'owner\' THEN 2 ELSE 3 END AS "rank" FROM "users" ORDER BY "rank" ASC, "users"."id" ASC',
  ),
  reads('SELECT "users"."id" FROM "users" WHERE ("users"."settings" -> \'theme\') = \'"dark"\'::jsonb ORDER BY 1'),
  reads('SELECT "users"."id" FROM "users" WHERE "users"."settings" @> \'{"theme": "light"}\'::jsonb ORDER BY 1'),
  reads('SELECT "users"."id" FROM "users" WHERE "users"."settings" ? \'theme\' ORDER BY 1'),
  reads('SELECT "users"."id" FROM "users" WHERE (("users"."settings" #> \'{langs,0}\'))::text = \'"en"\' ORDER BY 1'),
  reads('SELECT "users"."id" FROM "users" WHERE "users"."tags" && ARRAY[\'t1\', \'t2\']::text[] ORDER BY 1'),
  reads(
    'SELECT (("events"."payload" ->> \'ms\'))::integer AS ms FROM "events" WHERE "events"."name" = \'buy\' ORDER BY 1 LIMIT 5',
  ),
  reads(
    '(SELECT "users"."id" AS "c" FROM "users" WHERE "users"."id" < 5) UNION (SELECT "orders"."id" AS "c" FROM "orders" WHERE "orders"."id" < 3) ORDER BY 1',
  ),
  reads(
    'SELECT "products"."sku", ts_rank(to_tsvector(COALESCE("products"."title", \'\')), plainto_tsquery(\'thing\')) AS "rank" FROM "products" ORDER BY "rank" DESC, 1 LIMIT 3',
  ),
  reads(
    'SELECT ROW_NUMBER() OVER (PARTITION BY "orders"."user_id" ORDER BY "orders"."placed_at" DESC) AS "rn", "orders"."id" FROM "orders" ORDER BY 2 LIMIT 10',
  ),
  service(
    "INSERT INTO \"users\" (\"name\", \"email\", \"role\", \"created_at\") VALUES ('A', 'a@x.org', 'member', '2026-05-01T00:00:00+00:00'::timestamptz), ('B', 'b@x.org', 'member', '2026-05-01T00:00:00+00:00'::timestamptz) RETURNING \"users\".\"id\"",
  ),
  service(
    'UPDATE "users" SET "city" = CASE WHEN ("users"."id" = 1) THEN \'Bonn\' WHEN ("users"."id" = 2) THEN \'Ulm\' ELSE NULL END WHERE "users"."id" IN (1, 2)',
  ),
  service('UPDATE "orders" SET "total" = ("orders"."total" * 2) WHERE "orders"."id" = 4'),
  service(
    'DELETE FROM "order_lines" WHERE "order_lines"."order_id" IN (SELECT U0."id" FROM "orders" U0 WHERE U0."status" = \'cancelled\')',
  ),
  service(
    'INSERT INTO "counters" ("key", "value") VALUES (\'visits\', 1) ON CONFLICT("key") DO UPDATE SET "value" = EXCLUDED."value" RETURNING "counters"."key", "counters"."value"',
  ),
  service('INSERT INTO "counters" ("key", "value") VALUES (\'visits\', 1), (\'new\', 2) ON CONFLICT DO NOTHING'),
  service('SELECT "orders"."id" FROM "orders" WHERE "orders"."id" = 4 LIMIT 21 FOR NO KEY UPDATE OF "orders" NOWAIT'),
  service(
    'DECLARE "_django_curs_1" NO SCROLL CURSOR WITH HOLD FOR SELECT "users"."id" FROM "users" ORDER BY "users"."id"',
    'FETCH FORWARD 3 FROM "_django_curs_1"',
    'CLOSE "_django_curs_1"',
  ),
);
