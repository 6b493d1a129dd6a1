import { family, reads, service, steps } from '../application.js';

export const prisma = family(
  'Prisma',
  reads([
    'SELECT "public"."users"."id", "public"."users"."name", "public"."users"."city" FROM "public"."users" WHERE ("public"."users"."id" = $1 AND 1=1) LIMIT $2 OFFSET $3',
    [7, 1, 0],
  ]),
  reads([
    'SELECT "public"."orders"."id", "public"."orders"."status"::text FROM "public"."orders" WHERE "public"."orders"."user_id" IN ($1,$2,$3) ORDER BY "public"."orders"."id" ASC OFFSET $4',
    [1, 2, 3, 0],
  ]),
  reads([
    'SELECT "t0"."id", "t0"."city", "User_orders"."__prisma_data__" AS "orders" FROM "public"."users" AS "t0" LEFT JOIN LATERAL (SELECT COALESCE(JSONB_AGG("__prisma_data__"), \'[]\') AS "__prisma_data__" FROM (SELECT "t3"."__prisma_data__" FROM (SELECT JSONB_BUILD_OBJECT(\'id\', "t2"."id", \'status\', "t2"."status") AS "__prisma_data__" FROM (SELECT "t1".* FROM "public"."orders" AS "t1" WHERE "t0"."id" = "t1"."user_id" ORDER BY "t1"."id") AS "t2") AS "t3") AS "t4") AS "User_orders" ON TRUE WHERE "t0"."id" < $1 ORDER BY "t0"."id" LIMIT $2',
    [6, 3],
  ]),
  reads(
    'SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."orders"."id" FROM "public"."orders" WHERE 1=1 OFFSET 0) AS "sub"',
  ),
  reads([
    'SELECT "public"."users"."id" FROM "public"."users" WHERE ("public"."users"."id") IN (SELECT "t0"."user_id" FROM "public"."orders" AS "t0" WHERE ("t0"."status" = CAST($1::text AS "public"."order_status") AND "t0"."user_id" IS NOT NULL)) ORDER BY "public"."users"."id" ASC',
    ['paid'],
  ]),
  reads([
    'SELECT "public"."users"."id" FROM "public"."users" WHERE "public"."users"."name"::text ILIKE $1 ORDER BY 1',
    ['%ame 1%'],
  ]),
  reads([
    'SELECT "public"."users"."id" FROM "public"."users" WHERE ("public"."users"."id" >= (SELECT "public"."users"."id" FROM "public"."users" WHERE "public"."users"."id" = $1)) ORDER BY "public"."users"."id" ASC LIMIT $2',
    [5, 3],
  ]),
  reads(
    'SELECT SUM("total"), AVG("total"), "status"::text FROM "public"."orders" WHERE 1=1 GROUP BY "public"."orders"."status" HAVING AVG("public"."orders"."total") > 10 ORDER BY 3',
  ),
  // All columns that a mapper knows of are named, those that it does not give as DEFAULT.
  service([
    'INSERT INTO "users"("id", "name", "email", "phone", "city", "lock_version") VALUES (DEFAULT, $1, $2, DEFAULT, DEFAULT, DEFAULT) RETURNING "id", "lock_version"',
    ['Ada', 'ada@example.com'],
  ]),
  service([
    'insert into "users" ("id", "name", "email", "phone", "role") values (default, $1, $2, default, $3), (default, $4, $5, default, $6) on conflict do nothing returning "id"',
    ['Ben', 'ben@example.com', 'member', 'Cleo', 'cleo@example.com', 'admin'],
  ]),
  service([
    'INSERT INTO "public"."users" ("name","email","role") VALUES ($1,$2,$3) RETURNING "public"."users"."id", "public"."users"."name"',
    ['P', 'p@z.org', 'member'],
  ]),
  service([
    'UPDATE "public"."users" SET "city" = $1 WHERE ("public"."users"."id" = $2 AND 1=1) RETURNING "public"."users"."id", "public"."users"."city"',
    ['Bonn', 3],
  ]),
  service([
    'INSERT INTO "public"."counters" ("key","value") VALUES ($1,$2) ON CONFLICT ("key") DO UPDATE SET "value" = $3 WHERE ("public"."counters"."key" = $4 AND 1=1) RETURNING "public"."counters"."key", "public"."counters"."value"',
    ['visits', 1, 5, 'visits'],
  ]),
  service(['DELETE FROM "public"."jobs" WHERE ("public"."jobs"."id" IN ($1,$2) AND 1=1)', [1, 2]]),
);

export const typeOrm = family(
  'TypeORM',
  reads([
    'SELECT "User"."id" AS "User_id", "User"."name" AS "User_name", "User"."email" AS "User_email" FROM "users" "User" WHERE (("User"."id" = $1)) AND ( "User"."deleted_at" IS NULL ) LIMIT 1',
    [7],
  ]),
  reads(
    'SELECT DISTINCT "distinctAlias"."user_id" AS "ids_user_id" FROM (SELECT "user"."id" AS "user_id", "user"."city" AS "user_city", "order"."id" AS "order_id" FROM "users" "user" LEFT JOIN "orders" "order" ON "order"."user_id"="user"."id" WHERE "user"."role" = \'admin\') "distinctAlias" ORDER BY "user_id" ASC LIMIT 3',
  ),
  reads(
    'SELECT COUNT(DISTINCT("User"."id")) AS "cnt" FROM "users" "User" LEFT JOIN "orders" "o" ON "o"."user_id"="User"."id" WHERE "o"."total" > 20',
  ),
  reads(['SELECT COUNT(1) AS "cnt" FROM "orders" "Order" WHERE (("Order"."status" IN ($1, $2)))', ['paid', 'cart']]),
  service([
    'INSERT INTO "users"("name", "email", "role", "created_at", "updated_at") VALUES ($1, $2, DEFAULT, DEFAULT, DEFAULT) RETURNING "id", "role"',
    ['T', 't@z.org'],
  ]),
  service(['UPDATE "users" SET "name" = $1, "updated_at" = CURRENT_TIMESTAMP WHERE "id" IN ($2)', ['X', 4]]),
  service([
    'INSERT INTO "products"("sku", "title", "price") VALUES ($1, $2, $3) ON CONFLICT ( "sku" ) DO UPDATE SET "title" = EXCLUDED."title", "price" = EXCLUDED."price"  RETURNING "stock"',
    ['sku1', 'N', 2],
  ]),
  reads('SELECT * FROM current_schema()'),
  steps(['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'SELECT count(*) FROM orders']),
);

export const sequelize = family(
  'Sequelize',
  reads(
    'SELECT "id", "name", "email", "role", "created_at" AS "createdAt" FROM "users" AS "User" WHERE "User"."id" = 7',
  ),
  reads(
    'SELECT count(*) AS "count" FROM "users" AS "User" WHERE ("User"."deleted_at" IS NULL AND "User"."city" = \'Rome\')',
  ),
  reads(
    'SELECT "User".*, "orders"."id" AS "orders.id", "orders"."total" AS "orders.total" FROM (SELECT "User"."id", "User"."city" FROM "users" AS "User" WHERE ( SELECT "user_id" FROM "orders" AS "orders" WHERE ("orders"."status" = \'paid\' AND "orders"."user_id" = "User"."id") LIMIT 1 ) IS NOT NULL ORDER BY "User"."id" LIMIT 5) AS "User" INNER JOIN "orders" AS "orders" ON "User"."id" = "orders"."user_id" AND "orders"."status" = \'paid\' ORDER BY "User"."id", "orders"."id"',
  ),
  reads(
    'SELECT "id" FROM "users" AS "User" WHERE ("User"."name" ILIKE \'%name%\' OR "User"."city" ILIKE \'%o%\') ORDER BY "User"."id" DESC LIMIT 20 OFFSET 0',
  ),
  reads('SELECT "id" FROM "users" AS "User" WHERE ("User"."settings"#>>\'{theme}\') = \'dark\' ORDER BY 1'),
  reads(
    'SELECT "id" FROM "orders" AS "Order" WHERE CAST(("Order"."meta"#>>\'{items}\') AS DOUBLE PRECISION) > 2 ORDER BY 1 LIMIT 5',
  ),
  service([
    'INSERT INTO "users" ("id","name","email","created_at","updated_at") VALUES (DEFAULT,$1,$2,$3,$4) RETURNING "id","name","email"',
    ['S', 's@z.org', '2026-01-01', '2026-01-01'],
  ]),
  service(
    'INSERT INTO "products" ("sku","title") VALUES (\'a\',\'A\'),(\'b\',\'B\') ON CONFLICT ("sku") DO NOTHING RETURNING "sku","title"',
  ),
  service([
    'UPDATE "counters" SET "value"="value"+ 1,"updated_at"=$1 WHERE "key" = $2 RETURNING "key","value"',
    ['2026-01-01', 'visits'],
  ]),
  service('DELETE FROM "jobs" WHERE "id" IN (SELECT "id" FROM "jobs" WHERE "queue" = \'mail\' LIMIT 1)'),
);

export const knexAndDrizzle = family(
  'Knex and Drizzle',
  reads([
    'select "id", "city" from "users" where "role" = $1 and "account_id" in ($2, $3) order by "id" asc limit $4',
    ['admin', 1, 2, 5],
  ]),
  reads(
    'select "users"."city", count("orders"."id") as "n" from "users" inner join "orders" on "orders"."user_id" = "users"."id" group by "users"."city" having count("orders"."id") > 3 order by "n" desc, "users"."city" asc',
  ),
  reads('select * from "paid_orders" where "placed_at" > \'2026-01-20\' order by "id"'),
  reads('select "id" from "active_users" where "city" = \'Oslo\' order by "id"'),
  reads(
    'with "recent" as (select * from "orders" where "placed_at" > \'2026-02-01\') select "status", count(*) from "recent" group by "status" order by 1',
  ),
  reads([
    'select "users"."id", "users"."city", "users_orders"."data" as "orders" from "users" "users" left join lateral (select coalesce(json_agg(json_build_array("users_orders"."id", "users_orders"."status")), \'[]\'::json) as "data" from (select * from "orders" "users_orders" where "users_orders"."user_id" = "users"."id" order by "users_orders"."id" asc limit $1) "users_orders") "users_orders" on true order by "users"."id" limit $2',
    [2, 3],
  ]),
  reads('select "id" from "users" where "tags" && \'{t1,t2}\' and not "tags" @> \'{t1}\' order by "id"'),
  reads(
    'select distinct on ("user_id") "user_id", "id", "placed_at" from "orders" order by "user_id", "placed_at" desc',
  ),
  service(['insert into "jobs" ("queue", "payload") values ($1, $2) returning "id"', ['mail', '{"a":1}']]),
  service([
    'insert into "web_sessions" ("expire", "sess", "sid") values ($1, $2, $3) on conflict ("sid") do update set "expire" = excluded."expire", "sess" = excluded."sess"',
    ['2031-01-01', '{}', 'sid1'],
  ]),
  service(['select "sess" from "web_sessions" where "sid" = $1 and CURRENT_TIMESTAMP < "expire"', ['sid2']]),
  service('update "users" set "city" = \'Bonn\' where "id" = 3 returning "id", "city", "email"'),
  service('update "products" set "stock" = "stock" - 1 where "sku" = \'sku2\' and "stock" >= 1 returning "stock"'),
);
