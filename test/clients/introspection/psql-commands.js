// @ts-check

/** psql's commands that ask the catalog, as a user types them; those a version doesn't know fail without a statement. */
export const describes = String.raw`
\l
\l+
\l sh*
\d
\d+
\d customers
\d+ customers
\d orders
\d+ orders
\d order_items
\d+ events
\d events_2025
\d+ archive.old_orders
\d paid_orders
\d+ paid_orders
\d+ turnover
\d customers_pkey
\d+ customers_lower_email
\d order_number
\d remote
\d address
\d cust*
\d public.*
\dS pg_class
\dt
\dt+
\dt *.*
\dt+ public.o*
\dtS
\di
\di+
\ds
\ds+
\dv
\dv+
\dm
\dm+
\dE
\det
\det+
\des
\des+
\deu
\deu+
\dew
\dew+
\dtvmsE+
\df
\df+
\df order*
\df order_total int
\dfa
\dfn+
\dfp
\dft
\dfw
\dfS lower
\da
\da+
\dn
\dn+
\dnS
\du
\du+
\dg
\dg clerk
\drg
\dp
\dp customers
\dpS
\z
\ddp
\drds
\dT
\dT+
\dT order_state
\dTS int4
\dD
\dD+
\dC
\dC+
\dc
\dc+
\do
\do+
\do === text
\doS+ = text
\dO
\dO+
\db
\db+
\dx
\dx+
\dx+ plpgsql
\dX
\dy
\dy+
\dL
\dL+
\dA
\dA+
\dAc
\dAc+ btree
\dAf
\dAf+ btree
\dAo
\dAo+ btree
\dAp
\dAp+ btree
\dF
\dF+
\dFd
\dFd+
\dFp
\dFp+
\dFt
\dFt+
\dP
\dP+
\dPi
\dPtn+
\dRp
\dRp+
\dRs
\dRs+
\dd
\dd order_total
\dl
\dl+
\lo_list
\dconfig
\dconfig+ *
\dconfig work_mem
\sf order_total
\sf+ order_total
\sv paid_orders
\sv+ paid_orders
\conninfo
\encoding
\copy public.orders to '/dev/null'
\copy (SELECT 1) to '/dev/null' csv header
SELECT 1 AS a, 'x' AS b \gdesc
SELECT state, id, total FROM orders \crosstabview
SELECT $1::int \bind 1 \g
`
  .trim()
  .split('\n');

/** What is typed before two tabs. */
export const completions = String.raw`
SELECT * FROM cus
SELECT * FROM public.
SELECT * FROM archive.o
SELECT * FROM customers WHERE em
SELECT na
INSERT INTO or
INSERT INTO orders (
UPDATE 
UPDATE orders SET 
DELETE FROM 
DELETE FROM orders USING 
TABLE 
COPY 
\copy cus
ALTER TABLE 
ALTER TABLE orders ALTER COLUMN 
ALTER TABLE orders DROP CONSTRAINT 
ALTER TABLE orders ADD CONSTRAINT x FOREIGN KEY (customer_id) REFERENCES 
ALTER TABLE orders DISABLE TRIGGER 
ALTER TABLE events DETACH PARTITION 
ALTER INDEX 
ALTER VIEW 
ALTER SEQUENCE 
ALTER FUNCTION 
ALTER FUNCTION order_total(
ALTER TYPE 
ALTER TYPE order_state RENAME VALUE 
ALTER DOMAIN postcode DROP CONSTRAINT 
ALTER SCHEMA 
ALTER ROLE 
ALTER DATABASE 
ALTER EXTENSION 
ALTER EXTENSION plpgsql UPDATE TO 
ALTER PUBLICATION 
ALTER POLICY 
ALTER POLICY own ON 
ALTER SYSTEM SET 
ANALYZE 
CLUSTER 
COMMENT ON TABLE 
COMMENT ON COLUMN 
COMMENT ON CONSTRAINT 
CALL 
CREATE INDEX ON 
CREATE INDEX x ON orders (
CREATE INDEX x ON orders USING 
CREATE TRIGGER x BEFORE INSERT ON 
CREATE TABLE x PARTITION OF 
CREATE TABLE x (a 
CREATE EXTENSION 
CREATE DATABASE x TEMPLATE 
CREATE POLICY x ON 
DROP TABLE 
DROP INDEX 
DROP FUNCTION 
DROP FUNCTION order_total
DROP TRIGGER 
DROP TRIGGER stamp ON 
DROP TYPE 
DROP MATERIALIZED VIEW 
DROP OWNED BY 
EXPLAIN SELECT * FROM 
EXECUTE 
DEALLOCATE 
FETCH 
GRANT 
GRANT SELECT ON 
GRANT SELECT ON customers TO 
GRANT EXECUTE ON FUNCTION 
IMPORT FOREIGN SCHEMA x FROM SERVER 
LISTEN 
LOCK 
REFRESH MATERIALIZED VIEW 
REINDEX TABLE 
RESET 
SECURITY LABEL ON TABLE 
SET 
SET search_
SET search_path TO 
SET datestyle TO 
SET TimeZone TO 
SET ROLE 
SET SESSION AUTHORIZATION 
SET CONSTRAINTS 
SET bytea_output TO 
SHOW 
SHOW work
TRUNCATE 
VACUUM 
WITH x AS (SELECT 1) SELECT * FROM 
\c 
\c sh
\d cus
\d public.
\dt 
\dv 
\df ord
\dn 
\du 
\dT 
\di 
\ds 
\dm 
\dx 
\dF 
\dconfig work
\sf 
\sv 
\ef 
\encoding 
\password 
\h SEL
`
  .split('\n')
  .filter((line) => line !== '');
