/** Statements that are admitted, for whoever may everything, in which each kind of node stands that may stand anywhere. */
export const everyKind: readonly string[] = [
  `SELECT c.id AS a, count(*) FILTER (WHERE c.id > 1) OVER w, string_agg(DISTINCT c.name, ',' ORDER BY c.name),
    max(VARIADIC x => 1), rank(1) WITHIN GROUP (ORDER BY c.id), rank() OVER (PARTITION BY c.id), GROUPING(c.id),
    (SELECT 1), ARRAY[1, c.id], ROW(1, c.id), (c).id, (ARRAY[1])[1:2], CASE c.id WHEN 1 THEN 2 ELSE 3 END,
    COALESCE(c.id, 1), GREATEST(c.id, 2), c.name COLLATE "C", c.id::text, c.name::varchar(20)[], c.id IS NULL,
    (c.id = 1) IS TRUE, NOT c.id = 1, CURRENT_DATE, $1, c.id IN (1, 2), c.id BETWEEN 1 AND 2, c.id = ANY ('{1}'),
    c.id IN (SELECT 1), B'1', 1.5, true, NULL, c.*
   FROM ONLY customers AS c TABLESAMPLE system (10) REPEATABLE (1) JOIN orders o ON o.customer_id = c.id
    LEFT JOIN order_items oi (x, y, z) USING (id) AS j, LATERAL (SELECT 1 AS q) AS s (r),
    ROWS FROM (generate_series(1, 2), json_to_record('{}') AS (a int)) WITH ORDINALITY AS f (m, n, l),
    generate_series(1, 2) AS g, json_to_record('{}') AS h (a int, b text COLLATE "C")
   WHERE c.id = 1 GROUP BY DISTINCT GROUPING SETS ((c.id), ROLLUP (c.name), CUBE (1)) HAVING count(*) > 1
   WINDOW w AS (PARTITION BY c.id ORDER BY c.id USING < NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING), v AS (w)
   ORDER BY c.id DESC LIMIT 1 OFFSET 2`,
  'SELECT DISTINCT ON (c.id) c.id FROM customers AS c FOR UPDATE OF c NOWAIT',
  'SELECT DISTINCT id FROM customers',
  'TABLE products',
  'VALUES (1, 2), (3, 4) ORDER BY 1 LIMIT 1',
  'SELECT 1 UNION ALL SELECT 2 ORDER BY 1 LIMIT 1 OFFSET 1',
  `WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SEARCH DEPTH FIRST BY n SET s
    CYCLE n SET c TO 'a' DEFAULT 'b' USING p, u AS MATERIALIZED (SELECT 1),
    w AS (INSERT INTO products (sku) VALUES ('a') RETURNING sku) SELECT * FROM t, u, w`,
  `SELECT XMLELEMENT(NAME a, XMLATTRIBUTES(1 AS b), 'x'), XMLFOREST(1 AS c), XMLSERIALIZE(DOCUMENT '<a/>' AS text),
    XMLPARSE(DOCUMENT '<a/>'), XMLPI(NAME p, 'x'), XMLROOT('<a/>', VERSION '1'), XMLCONCAT('<a/>'), '<a/>' IS DOCUMENT`,
  `SELECT JSON_OBJECT('a': 1 RETURNING json), JSON_ARRAY(1, 2 RETURNING json), JSON_ARRAY(SELECT 1 RETURNING json),
    JSON_OBJECTAGG('a': 1), JSON_ARRAYAGG(1 ORDER BY 1 RETURNING json) FILTER (WHERE true) OVER (PARTITION BY 1),
    JSON('{}'), JSON_SCALAR(1), JSON_SERIALIZE('{}' RETURNING text), JSON_VALUE('{}' FORMAT JSON, '$.a' PASSING 1 AS x
    RETURNING text DEFAULT 'a' ON EMPTY DEFAULT 'b' ON ERROR), JSON_QUERY('{}', '$'), JSON_EXISTS('{}', '$' ERROR ON ERROR),
    '{}' IS JSON OBJECT`,
  `SELECT * FROM JSON_TABLE('{}', '$' AS p PASSING 1 AS x COLUMNS (o FOR ORDINALITY,
    a text PATH '$.a' DEFAULT 'x' ON EMPTY DEFAULT 'y' ON ERROR, e boolean EXISTS PATH '$.e',
    NESTED PATH '$.n' COLUMNS (b text)) ERROR ON ERROR) AS t`,
  `SELECT * FROM XMLTABLE(XMLNAMESPACES('x' AS x), '/a' PASSING '<a/>'
    COLUMNS o FOR ORDINALITY, a text PATH 'b' DEFAULT 'c' NOT NULL) AS t`,
  `INSERT INTO products AS p (sku, title) SELECT 'a', 'b' ON CONFLICT (sku COLLATE "C" text_ops) WHERE sku = 'a'
    DO UPDATE SET title = 'x', (price, sku) = (SELECT 1, 'a') WHERE p.sku = 'a'
    RETURNING WITH (OLD AS o, NEW AS n) o.sku, n.sku AS s`,
  "INSERT INTO products (sku) OVERRIDING USER VALUE VALUES ('a') ON CONFLICT ON CONSTRAINT x DO NOTHING",
  'INSERT INTO products DEFAULT VALUES',
  `INSERT INTO customers AS c (id, name) VALUES (1, DEFAULT) ON CONFLICT (id) DO UPDATE SET name = 'x'
    WHERE c.id = 1 RETURNING c.id`,
  `WITH x AS (SELECT 1) UPDATE customers AS c SET name = 'x', (city, balance) = ROW('a', 1) FROM products p
    WHERE c.id = 1 RETURNING c.id AS i`,
  `UPDATE products SET title = 'x', (price, label) = (SELECT 1, 'a') FROM orders o WHERE sku = 'a' RETURNING sku`,
  "WITH x AS (SELECT 1) DELETE FROM products AS p USING orders o WHERE p.sku = 'a' RETURNING p.sku",
  'DELETE FROM products WHERE CURRENT OF cur',
  `WITH x AS (SELECT 1) MERGE INTO customers AS c USING products p ON c.id = 1
    WHEN MATCHED AND c.id = 2 THEN UPDATE SET name = 'x' WHEN NOT MATCHED THEN INSERT (id) OVERRIDING USER VALUE VALUES (1)
    WHEN NOT MATCHED BY SOURCE THEN DO NOTHING RETURNING merge_action(), c.id`,
  `MERGE INTO products AS c USING orders p ON c.sku = 'a' WHEN MATCHED AND c.sku = 'b' THEN UPDATE SET title = 'x'
    WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (sku) VALUES ('1') RETURNING c.sku`,
  'COPY customers (id, name) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE (id))',
  'COPY (SELECT 1) TO STDOUT',
  'COPY (DELETE FROM products RETURNING sku) TO STDOUT',
  "COPY products (sku) FROM STDIN (FORMAT csv, FORCE_NULL (sku)) WHERE sku = 'a'",
  'COPY customers (id, name) FROM STDIN WHERE id = 1',
  ...['BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY', 'SAVEPOINT a', 'ROLLBACK TO a', 'COMMIT'],
  ...["PREPARE TRANSACTION 'x'", 'SET CONSTRAINTS a, b DEFERRED', 'UNLISTEN *', 'LISTEN news', "NOTIFY news, 'x'"],
  ...[
    'LOCK TABLE products IN ACCESS SHARE MODE',
    'TRUNCATE products RESTART IDENTITY',
    'VACUUM (ANALYZE) products (sku)',
  ],
  ...['REINDEX TABLE products', 'CLUSTER products USING x', 'REFRESH MATERIALIZED VIEW customer_copy'],
  ...["SET search_path = 'public'", "SET TIME ZONE INTERVAL '1' HOUR", 'RESET ALL', 'SHOW search_path', 'DISCARD ALL'],
  'SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE',
  ...['PREPARE q (int, varchar(3)) AS SELECT 1', 'EXECUTE p (1, now())', 'DEALLOCATE p', 'CLOSE cur'],
  ...['DECLARE d SCROLL CURSOR WITH HOLD FOR SELECT 1', 'FETCH 1 FROM cur', 'MOVE 1 IN cur'],
  ...['EXPLAIN (ANALYZE, FORMAT json, COSTS false) SELECT 1', 'EXPLAIN (ANALYZE) SELECT id FROM customers'],
  'CREATE TEMP TABLE tt (a int PRIMARY KEY DEFAULT 1 CHECK (a > 0), CONSTRAINT uuu UNIQUE (a)) ON COMMIT DROP',
  'CREATE TEMP TABLE tt2 (a) AS SELECT id FROM customers WITH NO DATA',
  'SELECT id INTO TEMP tt3 FROM customers',
  'CREATE TEMP VIEW tv (a) AS SELECT id FROM customers',
  'CALL tidy(1, a => 2)',
  'DROP TABLE pg_temp.held',
  `ALTER TABLE held ADD COLUMN b int DEFAULT 1 CHECK (b > 0), ALTER COLUMN a TYPE int USING a,
    ALTER COLUMN a SET DEFAULT 1, ADD CONSTRAINT uu CHECK (a > 1)`,
  'CREATE INDEX ii ON held (a, (a + 1)) INCLUDE (a) WHERE a > 1',
  'ALTER TABLE held RENAME a TO b',
  `CREATE TABLE nt (a int PRIMARY KEY DEFAULT 1 CHECK (a > 0), b int GENERATED ALWAYS AS (a + 1) STORED,
    c int GENERATED BY DEFAULT AS IDENTITY (START 1), d text COLLATE "C", LIKE products INCLUDING ALL, UNIQUE (a),
    FOREIGN KEY (a) REFERENCES products (sku)) WITH (fillfactor = 10) TABLESPACE x`,
  'CREATE TABLE nt2 (a int) PARTITION BY RANGE (a, (a + 1) COLLATE "C" int4_ops)',
  'CREATE TABLE nt3 PARTITION OF product_parts FOR VALUES FROM (1, MINVALUE) TO (2, MAXVALUE)',
  'CREATE TABLE nt4 (a int) INHERITS (products)',
  'CREATE TABLE nt5 AS SELECT 1 AS a',
  'CREATE VIEW nv (a) AS SELECT 1',
  'CREATE MATERIALIZED VIEW nm AS SELECT 1 AS a',
  `ALTER TABLE products ADD COLUMN bb int DEFAULT 1, ALTER COLUMN sku TYPE text COLLATE "C" USING 'a',
    ALTER sku SET DEFAULT 'a', ADD CHECK (sku = 'a'), ALTER sku SET STATISTICS 1, SET (fillfactor = 10),
    REPLICA IDENTITY FULL, ADD CONSTRAINT uq UNIQUE (sku)`,
  'ALTER TABLE products INHERIT product_parts',
  'ALTER TABLE product_parts ATTACH PARTITION products FOR VALUES FROM (1) TO (2)',
  'ALTER TABLE product_parts ATTACH PARTITION products FOR VALUES IN (1)',
  `CREATE UNIQUE INDEX CONCURRENTLY ni ON products USING btree (sku COLLATE "C" text_ops DESC, (price + 1))
    INCLUDE (title) WITH (fillfactor = 10) WHERE price > 1`,
  ...['DROP TABLE products', 'DROP VIEW product_list', 'ALTER TABLE products RENAME TO pp'],
  ...[
    'ALTER TABLE products RENAME title TO t2',
    'ALTER TABLE products SET SCHEMA public2',
    "CREATE TYPE e AS ENUM ('a')",
  ],
  ...["ALTER TYPE mood ADD VALUE 'x'", 'CREATE TYPE cc AS (a int, b text)', 'CREATE SCHEMA ss'],
  `CREATE DOMAIN dd AS varchar(3) COLLATE "C" DEFAULT 'a' NOT NULL CHECK (VALUE > 'a')`,
  ...['CREATE SEQUENCE sq AS int START 1 OWNED BY products.sku', 'ALTER SEQUENCE counter RESTART'],
  ...[
    'CREATE EXTENSION IF NOT EXISTS plpgsql',
    "COMMENT ON TABLE products IS 'x'",
    "COMMENT ON COLUMN products.sku IS 'x'",
  ],
  ...['GRANT SELECT (sku) ON products TO bob', 'REVOKE ALL ON products FROM PUBLIC'],
];

/** Statements that write `customers AS c`, and in which its columns can be named wherever an expression stands. */
export const writingCustomers: readonly string[] = [
  `UPDATE customers AS c SET name = 'x', (city, balance) = ROW('a', 1) FROM products p WHERE c.id = 1
    AND EXISTS (SELECT 1 FROM products q WHERE q.sku = 'a' GROUP BY q.sku HAVING count(*) > 1 ORDER BY q.sku LIMIT 1)
    RETURNING c.id AS i, CASE WHEN c.id IS NULL THEN 1 END`,
  `UPDATE customers AS c SET name = 'x' WHERE c.id = 1 AND (SELECT 1 UNION SELECT 2) = 1 RETURNING c.id`,
  `INSERT INTO customers AS c DEFAULT VALUES ON CONFLICT (id) DO UPDATE SET name = 'x', (city, balance) = ROW('a', 1)
    WHERE c.id = 1 RETURNING c.id`,
  `MERGE INTO customers AS c USING products p ON c.id = 1 WHEN MATCHED AND c.id = 2 THEN UPDATE SET name = 'x'
    WHEN NOT MATCHED BY SOURCE AND c.id = 3 THEN DO NOTHING RETURNING merge_action(), c.id`,
];
