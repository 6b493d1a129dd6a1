import { family, reads, service } from '../application.js';

export const ecto = family(
  'Ecto',
  reads(['SELECT u0."id", u0."city", u0."role" FROM "users" AS u0 WHERE (u0."id" = $1)', [7]]),
  reads(['SELECT u0."id" FROM "users" AS u0 WHERE (u0."id" = ANY($1)) ORDER BY u0."id"', [[1, 3, 5]]]),
  reads(
    'SELECT p0."id", p0."title", count(c1."id") FROM "posts" AS p0 LEFT OUTER JOIN "comments" AS c1 ON c1."post_id" = p0."id" GROUP BY p0."id", p0."title" ORDER BY p0."id"',
  ),
  reads(['SELECT TRUE FROM "users" AS u0 WHERE (u0."role" = $1) LIMIT 1', ['owner']]),
  reads(
    'SELECT u0."id", fragment.n FROM "users" AS u0 INNER JOIN LATERAL (SELECT count(*) AS n FROM "orders" AS so0 WHERE (so0."user_id" = u0."id")) AS fragment ON TRUE ORDER BY u0."id"',
  ),
  reads(
    'SELECT sum(s0."total") FROM (SELECT so0."total" AS "total" FROM "orders" AS so0 WHERE (so0."status" = \'paid\')) AS s0',
  ),
  service([
    'INSERT INTO "users" ("name","email","created_at","updated_at") VALUES ($1,$2,$3,$4) RETURNING "id"',
    ['E', 'e@g.org', '2026-01-01', '2026-01-01'],
  ]),
  service([
    'INSERT INTO "counters" ("key","value") VALUES ($1,$2) ON CONFLICT ("key") DO UPDATE SET "value" = c0."value" + EXCLUDED."value"'.replace(
      '"counters" (',
      '"counters" AS c0 (',
    ),
    ['visits', 2],
  ]),
  service(
    'UPDATE "jobs" AS j0 SET "locked_at" = \'2026-01-01\', "attempts" = j0."attempts" + 1 FROM (SELECT sj0."id" AS "id" FROM "jobs" AS sj0 WHERE (sj0."queue" = \'mail\') ORDER BY sj0."priority", sj0."id" LIMIT 2 FOR UPDATE SKIP LOCKED) AS s1 WHERE (j0."id" = s1."id") RETURNING j0."id"',
  ),
  service('SELECT pg_advisory_xact_lock(42)'),
);

export const gorm = family(
  'GORM and sqlx',
  reads([
    'SELECT * FROM "users" WHERE "users"."id" = $1 AND "users"."deleted_at" IS NULL ORDER BY "users"."id" LIMIT $2',
    [7, 1],
  ]),
  reads(['SELECT count(*) FROM "orders" WHERE user_id = $1', [5]]),
  reads([
    'SELECT "orders"."id","User"."id" AS "User__id","User"."city" AS "User__city" FROM "orders" LEFT JOIN "users" "User" ON "orders"."user_id" = "User"."id" AND "User"."deleted_at" IS NULL WHERE "orders"."total" > $1 ORDER BY "orders"."id" LIMIT $2',
    [300, 5],
  ]),
  reads('SELECT name, age FROM (SELECT city AS name, lock_version AS age FROM users) AS u ORDER BY 1, 2'),
  service([
    'UPDATE "users" SET "deleted_at"=$1 WHERE "users"."id" = $2 AND "users"."deleted_at" IS NULL',
    ['2026-02-02', 7],
  ]),
  service([
    'UPDATE "users" SET "city"=$1,"updated_at"=$2 WHERE id IN ($3,$4) AND "users"."deleted_at" IS NULL',
    ['Ulm', '2026-02-02', 7, 8],
  ]),
  service([
    'INSERT INTO "products" ("sku","title","price") VALUES ($1,$2,$3),($4,$5,$6) ON CONFLICT ("sku") DO UPDATE SET "price"="excluded"."price"',
    ['sku1', 'a', 1, 'sku77', 'b', 2],
  ]),
  service([
    'INSERT INTO products (sku, title) SELECT * FROM UNNEST($1::text[], $2::text[])',
    [
      ['n1', 'n2'],
      ['N1', 'N2'],
    ],
  ]),
  service('DELETE FROM "outbox" WHERE "outbox"."id" = (SELECT id FROM outbox ORDER BY id LIMIT 1) RETURNING *'),
);
