-- The store that is attacked. Every value that somebody may not see holds a word that ends in `canary`.
CREATE TABLE customers (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  email varchar(80) UNIQUE,
  phone text,
  ssn text,
  dob date,
  city text,
  notes text,
  balance numeric(14, 2),
  created_at timestamptz NOT NULL,
  email_key text GENERATED ALWAYS AS (lower(email)) STORED
);
INSERT INTO customers (id, name, email, phone, ssn, dob, city, notes, balance, created_at)
SELECT 730000 + i, 'Namecanary' || i, 'mailcanary' || i || '@example.com', 'phonecanary' || i, 'ssncanary-' || 1000 + i,
  date '1961-07-13' + i, (ARRAY['Berlin', 'Rome', 'Oslo'])[i % 3 + 1], 'notecanary ' || i, 8850000.25 + i, now() - interval '30 days'
FROM generate_series(1, 6) AS i;
-- Nobody may see these: they are past their time.
INSERT INTO customers (id, name, email, phone, ssn, dob, city, notes, balance, created_at)
SELECT 990000 + i, 'Hiddencanary' || i, 'hiddencanary' || i || '@example.com', 'hiddencanary' || i, 'hiddencanary-' || i,
  date '1944-03-02' + i, 'Hiddencanary City', 'hiddencanary ' || i, 9990000.75 + i, now() - interval '20 years'
FROM generate_series(1, 3) AS i;

CREATE TABLE consents (customer_id bigint, purpose text, state text, expires_at timestamptz, PRIMARY KEY (customer_id, purpose));
-- Of the six, two have not agreed to marketing (5 refused, 6 let it expire), and 4 objects to analytics.
INSERT INTO consents SELECT 730000 + i, 'marketing', CASE WHEN i = 5 THEN 'refused' ELSE 'given' END,
  CASE WHEN i = 6 THEN timestamptz '2020-01-01' END FROM generate_series(1, 6) AS i;
INSERT INTO consents VALUES (730004, 'analytics', 'refused', NULL);

CREATE TABLE orders (
  id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, total numeric(14, 2), status text, placed_at timestamptz);
INSERT INTO orders SELECT i, 730000 + (i - 1) % 6 + 1, 10 * i, 'open', timestamptz '2026-02-01 00:00Z' FROM generate_series(1, 12) AS i;

CREATE TABLE products (sku text PRIMARY KEY, title text, price numeric(14, 2));
INSERT INTO products VALUES ('a', 'Anvil', 10), ('b', 'Bell', 20), ('c', 'Cup', 30), ('d', 'Drum', 40), ('e', 'Easel', 50);

-- Bodies are nobody's to see, and one partition is named by itself too.
CREATE TABLE tickets (id bigint, customer_id bigint, body text) PARTITION BY RANGE (id);
CREATE TABLE tickets_old PARTITION OF tickets FOR VALUES FROM (0) TO (100);
INSERT INTO tickets SELECT i, 730000 + i, 'notecanary ticket ' || i FROM generate_series(1, 6) AS i;
CREATE TABLE people (id bigint, secret text);
CREATE TABLE people_vip (rank int) INHERITS (people);
INSERT INTO people VALUES (1, 'ssncanary people');
INSERT INTO people_vip VALUES (2, 'ssncanary vip', 1);

-- A name of the 63 bytes that PostgreSQL keeps of any.
CREATE TABLE ledger_of_everything_that_a_customer_ever_said_to_the_helpdesk_ (id bigint, customer_id bigint, said text);
INSERT INTO ledger_of_everything_that_a_customer_ever_said_to_the_helpdesk_ VALUES (1, 730001, 'notecanary said');

-- Not in the data map.
CREATE TABLE secrets_log (line text);
INSERT INTO secrets_log SELECT 'logcanary ' || ssn FROM customers;
CREATE SEQUENCE ticket_numbers;

CREATE VIEW customer_mail AS SELECT id, email AS mail, ssn AS number, upper(name) AS loud FROM customers;
CREATE VIEW customer_barrier WITH (security_barrier) AS SELECT * FROM customers;
CREATE VIEW one_customer AS SELECT id, @ balance AS balance, lower(name) AS name FROM customers WHERE id = 730001;
CREATE VIEW size_view AS SELECT relname, reltuples FROM pg_class WHERE relname = 'customers';
CREATE VIEW log_view AS SELECT line FROM secrets_log;
CREATE MATERIALIZED VIEW customer_copy AS SELECT id, email, ssn FROM customers;

-- What goes around the policy when it is called.
CREATE FUNCTION leak(bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT ssn FROM public.customers WHERE id = $1';
CREATE FUNCTION leak_all() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT ssn FROM public.customers';
CREATE FUNCTION leak_of(customers) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT $1.ssn';
CREATE FUNCTION leak_more(bigint, int DEFAULT 0) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT ssn FROM public.customers WHERE id = $1';
CREATE FUNCTION leak_any(anyelement) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT string_agg(ssn, '' '') FROM public.customers';
CREATE FUNCTION leak_row(record) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$ BEGIN RETURN (SELECT string_agg(ssn, ' ') FROM public.customers); END $$;
CREATE FUNCTION leak_json(bigint) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT to_json(public.leak($1))';
CREATE FUNCTION leak_step(text, bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT public.leak($2)';
CREATE AGGREGATE leak_agg(bigint) (SFUNC = leak_step, STYPE = text);
CREATE PROCEDURE leak_notice() LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RAISE NOTICE '%', (SELECT string_agg(ssn, ' ') FROM public.customers); END $$;
CREATE PROCEDURE tidy(INOUT about text) LANGUAGE plpgsql SECURITY DEFINER AS $$
  DECLARE told text := (SELECT string_agg(ssn, ' ') FROM public.customers);
  BEGIN
    RAISE NOTICE '%', told USING DETAIL = told, HINT = told;
    IF about = 'boom' THEN RAISE EXCEPTION '%', told USING DETAIL = told; END IF;
    about := 'tidy';
  END $$;
CREATE OPERATOR @#@ (RIGHTARG = bigint, FUNCTION = leak);
CREATE CAST (bigint AS json) WITH FUNCTION leak_json(bigint);
CREATE FUNCTION leak_number(int) RETURNS xml LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT xmlelement(name x, string_agg(ssn, '' '')) FROM public.customers';
CREATE CAST (int AS xml) WITH FUNCTION leak_number(int);
CREATE FUNCTION leak_truth(boolean) RETURNS xml LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT public.leak_number(1)';
CREATE CAST (boolean AS xml) WITH FUNCTION leak_truth(boolean);
-- One that runs by itself: from a type of its own, so that only statements with that are touched.
CREATE TYPE leaky AS (id bigint);
CREATE FUNCTION leak_xml(leaky) RETURNS xml LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT xmlelement(name x, public.leak($1.id))';
CREATE CAST (leaky AS xml) WITH FUNCTION leak_xml(leaky) AS IMPLICIT;
-- One that conditions run, one that functions which make json of anything do, and types that are made of what others cast to.
CREATE FUNCTION leak_when(leaky) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT public.leak($1.id) LIKE ''ssncanary%''';
CREATE CAST (leaky AS boolean) WITH FUNCTION leak_when(leaky) AS ASSIGNMENT;
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION leak_mood(mood) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT to_json(public.leak(730001))';
CREATE CAST (mood AS json) WITH FUNCTION leak_mood(mood);
CREATE DOMAIN documents AS json[];
CREATE TYPE document AS (body json);
CREATE TYPE folder AS (first document);
-- A type of which a value is one when somebody has it, and what is made of that.
CREATE FUNCTION known_ssn(text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT EXISTS (SELECT FROM public.customers WHERE ssn = $1)';
CREATE DOMAIN known AS text CHECK (known_ssn(VALUE));
CREATE DOMAIN well_known AS known;
CREATE TYPE dossier AS (number well_known);
CREATE TYPE known_span AS RANGE (subtype = known);
-- The same, of columns of a table.
CREATE FUNCTION badge_known(text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS
  'SELECT $1 = ''none'' OR EXISTS (SELECT FROM public.customers WHERE ssn = $1)';
CREATE DOMAIN badge AS text CHECK (badge_known(VALUE));
CREATE TYPE badge_span AS RANGE (subtype = badge);
CREATE TABLE badges (id bigint PRIMARY KEY, number badge, more badge[], span badge_span, note text);
INSERT INTO badges VALUES (1, 'none', '{none}', '[none,none]', 'note');

-- What later versions have as a part of SQL, and earlier ones call.
CREATE FUNCTION public.json_value(text, text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT string_agg(ssn, $2) FROM public.customers';
CREATE FUNCTION public.json_array(int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT string_agg(ssn, $$ $$) FROM public.customers';
CREATE FUNCTION public.json_object(int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT string_agg(ssn, $$ $$) FROM public.customers';

-- The names of PostgreSQL's own, once more, in a schema that a search_path can put first.
CREATE SCHEMA evil;
CREATE FUNCTION evil.lower(text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT string_agg(ssn, $1) FROM public.customers';
CREATE FUNCTION evil.same(bigint, bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER AS $$
  BEGIN RETURN EXISTS (SELECT FROM public.customers WHERE ssn LIKE 'ssncanary%'); END $$;
CREATE OPERATOR evil.@ (RIGHTARG = bigint, FUNCTION = public.leak);
CREATE OPERATOR evil.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.same);
CREATE AGGREGATE evil.max(bigint) (SFUNC = public.leak_step, STYPE = text);
CREATE DOMAIN evil.money2 AS text;
CREATE TABLE evil.customers AS SELECT ssn AS name FROM public.customers;
CREATE TABLE evil.products AS SELECT 'logcanary ' || ssn AS title FROM public.customers;

-- Tables that may be written, and speak when they are.
CREATE TABLE stock (sku text PRIMARY KEY, amount int);
INSERT INTO stock VALUES ('a', 1), ('b', 2);
CREATE RULE speak AS ON UPDATE TO stock DO ALSO SELECT ssn || '' AS told FROM customers;
CREATE TABLE parcels (id bigint PRIMARY KEY, status text);
INSERT INTO parcels VALUES (1, 'new'), (2, 'new');
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  DECLARE told text := (SELECT string_agg(ssn, ' ') FROM public.customers);
  BEGIN
    RAISE NOTICE '%', told USING DETAIL = told, HINT = told;
    PERFORM pg_notify('shout', told);
    IF NEW.status = 'boom' THEN RAISE EXCEPTION '%', told USING DETAIL = told, HINT = told, ERRCODE = 'P0001'; END IF;
    IF NEW.status = 'assert' THEN ASSERT false, told; END IF;
    IF NEW.status = 'cast' THEN PERFORM told::int; END IF;
    IF NEW.status = 'name' THEN RAISE EXCEPTION 'no' USING COLUMN = told, TABLE = told, SCHEMA = told, CONSTRAINT = told, DATATYPE = told; END IF;
    RETURN NEW;
  END $$;
CREATE TRIGGER shout BEFORE UPDATE ON parcels FOR EACH ROW EXECUTE FUNCTION shout();

-- Documents of which members are declared: the json once with a member twice, and with what jsonb has no place for.
CREATE TABLE profiles (id bigint, customer_id bigint, profile jsonb, "odd.name" text, raw json, plain jsonb);
INSERT INTO profiles SELECT i, 730000 + i, p, 'notecanary odd', replace(p::text, '{"ssn"', '{"ssn": "ssncanary first", "ssn"')::json, p
FROM generate_series(1, 4) AS i, LATERAL (SELECT jsonb_build_object('about', jsonb_build_object('city', 'Rome', 'phone', 'phonecanary' || i),
  'ssn', 'ssncanary-' || i, 'notecanary', i, 'devices', jsonb_build_array(jsonb_build_object('city', 'Oslo', 'ssn', 'ssncanary-' || i))) AS p) AS made;
INSERT INTO profiles VALUES (5, 730005, '["ssncanary list"]', 'notecanary', '{"about": {"city": "\u0000"}, "ssn": "ssncanary"}', '"Rome"'),
  (6, 730006, '"ssncanary text"', 'notecanary', '{"about": {"city": 1e999999999}, "ssn": "\ud800 ssncanary"}', 'null'), (7, 730007, NULL, NULL, NULL, NULL);

CREATE STATISTICS customer_values (mcv) ON name, ssn FROM customers;
ANALYZE;
