import { family, reads, service } from '../application.js';

/** What makes an API of a store: whole answers in one statement, as JSON. */
export const postgrest = family(
  'PostgREST',
  reads([
    'WITH pgrst_source AS ( SELECT "public"."users"."id", "public"."users"."city" FROM "public"."users"  WHERE  "public"."users"."role" = $1  ORDER BY "public"."users"."id" ASC LIMIT $2 OFFSET $3 )  SELECT null::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), \'[]\') AS body, nullif(current_setting(\'response.headers\', true), \'\') AS response_headers, nullif(current_setting(\'response.status\', true), \'\') AS response_status, \'\' AS response_inserted FROM ( SELECT * FROM pgrst_source ) _postgrest_t',
    ['admin', '5', '0'],
  ]),
  reads([
    'WITH pgrst_source AS ( SELECT "public"."users"."id", "public"."users"."city" FROM "public"."users"  WHERE  "public"."users"."role" = $1 ) , pgrst_source_count AS (SELECT 1 FROM "public"."users" WHERE "public"."users"."role" = $1) SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count) AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), \'[]\')::character varying AS body FROM ( SELECT * FROM pgrst_source LIMIT 3) _postgrest_t',
    ['admin'],
  ]),
  reads([
    'WITH pgrst_source AS ( SELECT "public"."orders"."id", row_to_json("orders_users_1".*) AS "users" FROM "public"."orders" LEFT JOIN LATERAL ( SELECT "users_1"."id", "users_1"."city" FROM "public"."users" AS "users_1" WHERE "users_1"."id" = "public"."orders"."user_id" ) AS "orders_users_1" ON TRUE WHERE "public"."orders"."id" < $1 ORDER BY id)  SELECT null::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), \'[]\') AS body FROM ( SELECT * FROM pgrst_source ) _postgrest_t',
    [5],
  ]),
  reads([
    'WITH pgrst_source AS ( SELECT "public"."users"."id", COALESCE( "users_orders_1"."users_orders_1", \'[]\') AS "orders" FROM "public"."users" LEFT JOIN LATERAL ( SELECT json_agg("users_orders_1")::jsonb AS "users_orders_1" FROM (SELECT "orders_1"."id", "orders_1"."status" FROM "public"."orders" AS "orders_1" WHERE "orders_1"."user_id" = "public"."users"."id" ORDER BY 1) AS "users_orders_1" ) AS "users_orders_1" ON TRUE WHERE "public"."users"."id" = ANY ($1) ORDER BY 1)  SELECT pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t), \'[]\') AS body FROM ( SELECT * FROM pgrst_source ) _postgrest_t',
    ['{1,2,3}'],
  ]),
  service([
    'WITH pgrst_source AS (INSERT INTO "public"."users"("city", "name") SELECT "pgrst_body"."city", "pgrst_body"."name" FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT CASE WHEN json_typeof(pgrst_payload.json_data) = \'array\' THEN pgrst_payload.json_data ELSE json_build_array(pgrst_payload.json_data) END AS val) pgrst_uniform_json, LATERAL (SELECT * FROM json_to_recordset(pgrst_uniform_json.val) AS _("city" text, "name" text)) pgrst_body RETURNING "public"."users"."id", "public"."users"."city") SELECT pg_catalog.count(_postgrest_t) AS page_total, coalesce(json_agg(_postgrest_t)->0, \'null\')  AS body FROM (SELECT "city" FROM "pgrst_source") _postgrest_t',
    ['[{"city":"Ulm","name":"x"}]'],
  ]),
  service([
    'WITH pgrst_source AS (UPDATE "public"."users" SET "city" = "pgrst_body"."city" FROM (SELECT $1::json AS json_data) pgrst_payload, LATERAL (SELECT "city" FROM json_to_record(pgrst_payload.json_data) AS _("city" text)) pgrst_body WHERE "public"."users"."id" = $2 RETURNING "public"."users"."id") SELECT pg_catalog.count(_postgrest_t) AS page_total FROM (SELECT * FROM pgrst_source) _postgrest_t',
    ['{"city":"Ulm"}', 3],
  ]),
  service([
    'WITH pgrst_source AS (DELETE FROM "public"."jobs" WHERE "public"."jobs"."id" = $1 RETURNING 1) SELECT pg_catalog.count(_postgrest_t) AS page_total, \'\' AS body FROM (SELECT * FROM pgrst_source) _postgrest_t',
    [3],
  ]),
);

export const hasura = family(
  'Hasura',
  reads([
    'SELECT coalesce(json_agg("root" ), \'[]\' ) AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id", "_root.base"."city" AS "city" ) AS "_e")) AS "root" FROM (SELECT * FROM "public"."users" WHERE (("public"."users"."role") = (($1)::text)) ORDER BY "id" ASC LIMIT 3 ) AS "_root.base" ORDER BY "_root.base"."id" ASC) AS "_root"',
    ['admin'],
  ]),
  reads(
    'SELECT coalesce(json_agg("root" ), \'[]\' ) AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id", "_root.ar.root.orders"."orders" AS "orders" ) AS "_e")) AS "root" FROM (SELECT * FROM "public"."users" WHERE (\'true\') ) AS "_root.base" LEFT OUTER JOIN LATERAL (SELECT coalesce(json_agg("orders" ), \'[]\' ) AS "orders" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.ar.root.orders.base"."id" AS "id", "_root.ar.root.orders.base"."status" AS "status" ) AS "_e")) AS "orders" FROM (SELECT * FROM "public"."orders" WHERE (("_root.base"."id") = ("user_id")) ORDER BY "id" ) AS "_root.ar.root.orders.base" ) AS "_root.ar.root.orders" ) AS "_root.ar.root.orders" ON (\'true\') ) AS "_root"',
  ),
  reads(
    'SELECT json_build_object(\'aggregate\', json_build_object(\'count\', COUNT(*), \'sum\', json_build_object(\'lock_version\', sum("lock_version")))) AS "root" FROM (SELECT * FROM "public"."users" WHERE (\'true\')) AS "_root.base"',
  ),
  reads([
    'SELECT  "__children"."root" FROM (SELECT * FROM json_to_recordset($1::json) AS "_subs"("result_id" text, "result_vars" json)) AS "_subs" LEFT OUTER JOIN LATERAL (SELECT json_build_object(\'users\', "users"."root") AS "root" FROM (SELECT coalesce(json_agg("root"), \'[]\') AS "root" FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "_root.base"."id" AS "id") AS "_e")) AS "root" FROM (SELECT * FROM "public"."users" WHERE (("id") = ((("_subs"."result_vars"#>>ARRAY[\'query\',\'id\']))::bigint))) AS "_root.base") AS "_root") AS "users") AS "__children" ON (\'true\')',
    ['[{"result_id":"a","result_vars":{"query":{"id":"3"}}}]'],
  ]),
  reads([
    'SELECT "_subs"."result_id", "_fld_resp"."root" AS "result" FROM UNNEST(($1)::uuid[], ($2)::json[]) AS "_subs" ("result_id", "result_vars") LEFT OUTER JOIN LATERAL (SELECT json_build_object(\'n\', count(*)) AS "root" FROM "public"."users" WHERE "id" = ("_subs"."result_vars"#>>ARRAY[\'id\'])::bigint) AS "_fld_resp" ON (\'true\')',
    ['{0b0a0000-0000-4000-8000-000000000001}', '{"{\\"id\\":3}"}'],
  ]),
  service([
    'WITH "mutation_cte" AS (INSERT INTO "public"."jobs" ("queue") VALUES (($1)::text) RETURNING *), "rows" AS (SELECT * FROM "mutation_cte") SELECT json_build_object(\'affected_rows\', (SELECT COUNT(*) FROM "mutation_cte"), \'returning\', (SELECT coalesce(json_agg("root"), \'[]\') FROM (SELECT row_to_json((SELECT "_e" FROM (SELECT "queue" AS "queue") AS "_e")) AS "root" FROM "rows") AS "_root"))',
    ['a'],
  ]),
  service([
    'WITH "users__mutation_result_alias" AS (UPDATE "public"."users" SET "city" = $1 WHERE (("public"."users"."id") = (($2)::bigint)) RETURNING *), "users__all_columns_alias" AS (SELECT "id", "city" FROM "users__mutation_result_alias") SELECT json_build_object(\'affected_rows\', (SELECT COUNT(*) FROM "users__all_columns_alias"))',
    ['Ulm', '3'],
  ]),
);

export const postGraphile = family(
  'PostGraphile',
  reads(
    'with __local_0__ as (select to_json((json_build_object(\'__identifiers\'::text, json_build_array(__local_1__."id"), \'id\'::text, (__local_1__."id")::text, \'city\'::text, (__local_1__."city")))) as "@nodes" from (select __local_1__.* from "public"."users" as __local_1__ where (TRUE) and (TRUE) order by __local_1__."id" ASC limit 3) __local_1__), __local_2__ as (select json_agg(to_json(__local_0__)) as data from __local_0__) select coalesce((select __local_2__.data from __local_2__), \'[]\'::json) as "data"',
  ),
  reads(
    'select __users__."id"::text as "0", __users__."city" as "1" from "public"."users" as __users__ where (true) order by __users__."id" asc limit 11',
  ),
  reads([
    'select __orders_result__.* from (select ids.ordinality - 1 as idx, (ids.value->>0)::"int8" as "id0" from json_array_elements($1::json) with ordinality as ids) as __orders_identifiers__, lateral (select __orders__."id"::text as "0", __orders__."status"::text as "1", __orders_identifiers__.idx as "2" from "public"."orders" as __orders__ where (__orders__."user_id" = __orders_identifiers__."id0") order by __orders__."id" asc) as __orders_result__',
    ['[[3],[4]]'],
  ]),
  reads(['select (ids.value->>0)::int8 as x from json_array_elements($1::json) as ids', ['[[3],[4]]']]),
  service([
    'insert into "public"."jobs" as __jobs__ ("queue", "payload") values ($1::"text", $2::"jsonb") returning __jobs__."queue" as "0"',
    ['q', '{}'],
  ]),
);
