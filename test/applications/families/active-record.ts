import { family, reads, refusedFor, service } from '../application.js';

/** Ruby on Rails: ActiveRecord over the pg gem. */
export const activeRecord = family(
  'ActiveRecord',
  reads(['SELECT "users".* FROM "users" WHERE "users"."id" = $1 LIMIT $2', [7, 1]], {}),
  reads([
    'SELECT "users".* FROM "users" WHERE "users"."deleted_at" IS NULL AND "users"."role" = $1 ORDER BY "users"."id" ASC LIMIT $2 OFFSET $3',
    ['admin', 10, 2],
  ]),
  reads(['SELECT 1 AS one FROM "users" WHERE "users"."name" = $1 LIMIT $2', ['Name 5', 1]]),
  reads(['SELECT COUNT(*) FROM "orders" WHERE "orders"."status" = $1', ['paid']]),
  reads([
    'SELECT "orders".* FROM "orders" INNER JOIN "users" ON "users"."id" = "orders"."user_id" WHERE "users"."account_id" = $1 ORDER BY "orders"."id" ASC',
    [3],
  ]),
  reads(['SELECT "orders".* FROM "orders" WHERE "orders"."id" IN ($1, $2, $3, $4) ORDER BY id', [1, 2, 3, 400]]),
  reads('SELECT "users"."role", COUNT(*) AS count_all FROM "users" GROUP BY "users"."role" ORDER BY 1'),
  reads('SELECT COUNT(DISTINCT "orders"."user_id") FROM "orders"'),
  reads([
    'SELECT "users"."id" AS t0_r0, "users"."city" AS t0_r1, "orders"."id" AS t1_r0, "orders"."status" AS t1_r1 FROM "users" LEFT OUTER JOIN "orders" ON "orders"."user_id" = "users"."id" WHERE "orders"."currency" = $1 ORDER BY "users"."id", "orders"."id"',
    ['USD'],
  ]),
  reads(
    'SELECT "users".* FROM "users" WHERE ("users"."created_at" BETWEEN \'2025-03-05\' AND \'2025-03-20\') ORDER BY "users"."created_at" DESC',
  ),
  reads(
    'SELECT "users".* FROM "users" WHERE "users"."id" NOT IN (SELECT "orders"."user_id" FROM "orders" WHERE "orders"."status" = \'shipped\') ORDER BY id',
  ),
  reads('SELECT DISTINCT "users"."city" FROM "users" WHERE "users"."city" IS NOT NULL ORDER BY 1'),
  reads(
    'SELECT "users"."id" FROM "users" WHERE (NOT (city = \'Rome\' AND role = \'admin\')) ORDER BY "users"."id" ASC LIMIT 5',
  ),
  reads('SELECT SUM("orders"."total") FROM "orders" WHERE "orders"."placed_at" >= \'2026-01-05\''),
  reads(
    'SELECT MAX("orders"."placed_at") AS max_placed_at, "orders"."status" AS orders_status FROM "orders" GROUP BY "orders"."status" ORDER BY 2',
  ),
  reads('SELECT "users".* FROM "users" WHERE "users"."tags" @> \'{t1}\' ORDER BY id'),
  reads('SELECT "users".* FROM "users" WHERE (settings ->> \'theme\' = \'dark\') ORDER BY id'),
  service([
    'INSERT INTO "users" ("name", "email", "role", "created_at", "updated_at") VALUES ($1, $2, $3, $4, $5) RETURNING "id"',
    ['Zoe', 'zoe@example.com', 'member', '2026-05-01', '2026-05-01'],
  ]),
  service([
    'UPDATE "users" SET "name" = $1, "updated_at" = $2, "lock_version" = $3 WHERE "users"."id" = $4 AND "users"."lock_version" = $5',
    ['New', '2026-05-02', 1, 7, 0],
  ]),
  service(['UPDATE "users" SET "deleted_at" = $1 WHERE "users"."id" = $2', ['2026-05-02', 7]]),
  service(['UPDATE "users" SET "lock_version" = COALESCE("lock_version", 0) + $1 WHERE "users"."id" = $2', [1, 3]]),
  service(['DELETE FROM "order_lines" WHERE "order_lines"."order_id" = $1', [3]]),
  service([
    'INSERT INTO "orders" ("number","user_id","status","total") VALUES ($1,$2,$3,$4), ($5,$6,$7,$8) ON CONFLICT ("id") DO UPDATE SET total = excluded.total RETURNING "id"',
    ['0b0a0000-0000-4000-8000-000000000001', 3, 'paid', 4, '0b0a0000-0000-4000-8000-000000000002', 4, 'cart', 5],
  ]),
  service('SELECT "users".* FROM "users" WHERE "users"."id" = 3 LIMIT 1 FOR UPDATE'),
  service(
    'SAVEPOINT active_record_1',
    "UPDATE users SET city = 'Bonn' WHERE id = 3",
    'ROLLBACK TO SAVEPOINT active_record_1',
    'SELECT city FROM users WHERE id = 3',
  ),
  service('SELECT pg_try_advisory_lock(4158592104935262285)'),
  service('SELECT "schema_migrations"."version" FROM "schema_migrations" ORDER BY "schema_migrations"."version" ASC'),
  reads('SHOW search_path'),
  reads(
    'SELECT a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.atttypid, a.atttypmod, c.collname, col_description(a.attrelid, a.attnum) AS comment, attidentity AS identity, attgenerated as attgenerated FROM pg_attribute a LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid AND a.attnum = d.adnum LEFT JOIN pg_type t ON a.atttypid = t.oid LEFT JOIN pg_collation c ON a.attcollation = c.oid AND a.attcollation <> t.typcollation WHERE a.attrelid = \'"counters"\'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum',
  ),
  refusedFor(
    'web',
    'UPDATE "users" SET "encrypted_password" = \'x\' WHERE "users"."id" = 1',
    /`public.users.encrypted_password`/,
  ),
  refusedFor('mailer', 'UPDATE "users" SET "city" = \'x\' WHERE "users"."id" = 1', /may not be written/),
);
