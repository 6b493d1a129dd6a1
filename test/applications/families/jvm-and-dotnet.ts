import { family, reads, service, steps } from '../application.js';

export const hibernate = family(
  'Hibernate',
  reads(['select u1_0.id,u1_0.city,u1_0.created_at,u1_0.email,u1_0.name from users u1_0 where u1_0.id=$1', [7]]),
  reads([
    'select o1_0.user_id,o1_0.id,o1_0.status,o1_0.total from orders o1_0 where o1_0.user_id = any ($1) order by o1_0.id',
    [[3, 4, 5]],
  ]),
  reads([
    "select o1_0.id,o1_0.placed_at,u1_0.id,u1_0.city from orders o1_0 join users u1_0 on u1_0.id=o1_0.user_id where u1_0.city like $1 escape '' order by o1_0.id offset $2 rows fetch first $3 rows only",
    ['%o%', 0, 10],
  ]),
  reads("select count(u1_0.id) from users u1_0 where u1_0.role='admin'"),
  reads(
    'select u1_0.id from users u1_0 where u1_0.id in (select o1_0.user_id from orders o1_0 group by o1_0.user_id having sum(o1_0.total)>100) order by u1_0.id',
  ),
  reads("select case when count(u1_0.id)>0 then true else false end from users u1_0 where u1_0.role='owner'"),
  reads(
    'select extract(year from o1_0.placed_at),count(*) from orders o1_0 group by extract(year from o1_0.placed_at) order by 1',
  ),
  reads(
    "select coalesce(u1_0.city,'none'),upper(u1_0.role),length(u1_0.city),substring(u1_0.city,1,2) from users u1_0 order by u1_0.id",
  ),
  service("select nextval('jobs_id_seq')"),
  service(['insert into jobs (queue,payload,id) values ($1,$2,$3)', ['mail', '{}', 5001]]),
  service(['update users set city=$1,lock_version=$2 where id=$3 and lock_version=$4', ['Bonn', 1, 3, 0]]),
  service('select o1_0.id,o1_0.status from orders o1_0 where o1_0.id=5 for no key update'),
  service('select j1_0.id from jobs j1_0 where j1_0.locked_at is null order by j1_0.id limit 3 for update skip locked'),
  service('delete from comments c1_0 where c1_0.post_id=3'),
);

export const jooq = family(
  'jOOQ',
  reads([
    'select "public"."users"."id", "public"."users"."city" from "public"."users" where ("public"."users"."id" >= $1 and "public"."users"."role" = $2) order by "public"."users"."id" fetch next $3 rows only',
    [3, 'admin', 5],
  ]),
  reads(
    'select "u"."id", (select coalesce(jsonb_agg(jsonb_build_array("v0", "v1")), jsonb_build_array()) from (select "o"."id" as "v0", "o"."status" as "v1" from "orders" as "o" where "o"."user_id" = "u"."id" order by "o"."id") as "t") as "orders" from "users" as "u" order by "u"."id" limit 3',
  ),
  reads(
    'select "status", "currency", grouping("status"), sum("total") from "orders" group by rollup ("status", "currency") order by 1, 2, 3',
  ),
  reads(
    'select "status", count(*) filter (where "currency" = \'USD\') as "usd", percentile_cont(0.5) within group (order by "total") as "median" from "orders" group by "status" order by 1',
  ),
  reads(
    'select "id", lag("placed_at") over (partition by "user_id" order by "placed_at") as "before", sum("total") over (partition by "user_id" order by "placed_at" rows between unbounded preceding and current row) as "running" from "orders" order by "id" limit 20',
  ),
  reads(
    'select * from (values (1, \'a\'), (2, \'b\')) as "v" ("n", "k") where exists (select 1 from "users" where "users"."id" = "v"."n") order by 1',
  ),
  service([
    'insert into "counters" ("key", "value") values ($1, $2) on conflict ("key") do update set "value" = ("counters"."value" + excluded."value") returning "counters"."value"',
    ['visits', 3],
  ]),
  service(
    'merge into "counters" as "c" using (values (\'visits\', 5), (\'other\', 1)) as "v" ("k", "n") on "c"."key" = "v"."k" when matched then update set "value" = "v"."n" when not matched then insert ("key", "value") values ("v"."k", "v"."n")',
  ),
  service(
    "merge into orders o using (select 3 as id, 'shipped'::order_status as status) s on o.id = s.id when matched then update set status = s.status",
  ),
);

export const efCore = family(
  'EF Core',
  reads(['SELECT u.id, u.city, u.email, u.name FROM users AS u WHERE u.id = $1 LIMIT 1', [7]]),
  reads(['SELECT u.id, u.city FROM users AS u WHERE u.id = ANY ($1) ORDER BY u.id', [[1, 2, 3]]]),
  reads(
    'SELECT u.id, o0.id, o0.c FROM users AS u LEFT JOIN LATERAL (SELECT o.id, o.status AS c FROM orders AS o WHERE u.id = o.user_id ORDER BY o.placed_at DESC LIMIT 2) AS o0 ON TRUE ORDER BY u.id, o0.id LIMIT 8',
  ),
  reads(
    'SELECT u0.id, u0.city, o.id FROM (SELECT u.id, u.city FROM users AS u ORDER BY u.id LIMIT 5 OFFSET 2) AS u0 LEFT JOIN orders AS o ON u0.id = o.user_id ORDER BY u0.id, o.id',
  ),
  reads(
    'SELECT o.status, count(*)::int AS "Count", COALESCE(sum(o.total), 0.0) AS "Sum" FROM orders AS o GROUP BY o.status ORDER BY o.status',
  ),
  reads("SELECT u.id FROM users AS u WHERE strpos(u.city, 'er') > 0 OR u.city LIKE 'R%' ORDER BY u.id"),
  reads("SELECT EXISTS (SELECT 1 FROM users AS u WHERE u.role = 'admin')"),
  reads(
    "SELECT u.id FROM users AS u WHERE date_part('year', u.created_at AT TIME ZONE 'UTC')::int = 2025 AND 't1' = ANY (u.tags) ORDER BY u.id",
  ),
  service([
    'INSERT INTO users (city, email, name) VALUES ($1, $2, $3) RETURNING id, lock_version',
    ['Bonn', 'e@f.org', 'E'],
  ]),
  service(['UPDATE orders AS o SET status = $1 WHERE o.placed_at < $2', ['cancelled', '2026-01-03']]),
  service("DELETE FROM comments AS c WHERE c.created_at < '2026-02-01T05:00:00Z'"),
  steps(['SET LOCAL statement_timeout = 5000', 'SELECT count(*) FROM users']),
);
