-- What a steward who sees and may write everything could carry to where others see it: see flows.test.ts.
CREATE TABLE members (
  id bigint, mail text UNIQUE, spare_mail text, city text, note text, memo text, doc jsonb, region text,
  created_at timestamptz DEFAULT now());
INSERT INTO members SELECT i, 'mail' || i, NULL, 'city' || i, 'call ada@example.com', 'memo',
  jsonb_build_object('about', jsonb_build_object('city', 'x'), 'ssn', 'ssncanary ' || i), (ARRAY['eu', 'us'])[i % 2 + 1],
  now() - interval '5 years' FROM generate_series(1, 4) AS i;
-- What is called `city` here is a number of the government's.
CREATE TABLE contacts (id bigint, mail text, city text);
INSERT INTO contacts SELECT i, 'contact' || i, 'ssncanary ' || i FROM generate_series(3, 6) AS i;
-- A part that is listed otherwise than the whole.
CREATE TABLE persons (id bigint, code text);
CREATE TABLE agents (rank int) INHERITS (persons);
INSERT INTO persons VALUES (1, 'plain');
INSERT INTO agents VALUES (2, 'ssncanary agent', 7);
-- A part that the whole's entry is for, with a column that nobody classified.
CREATE TABLE parcels_of (id bigint, code text);
CREATE TABLE parcels_more (hidden text) INHERITS (parcels_of);
INSERT INTO parcels_more VALUES (1, 'a', 'notecanary');
-- What consent is read from is not listed, nor is what stands over it.
CREATE VIEW consent_view AS SELECT * FROM consents;
CREATE VIEW consent_states AS SELECT state FROM consent_view;
CREATE TABLE more_consents () INHERITS (consents);
CREATE TABLE free_notes (said text);
-- Which partition a row is in is what somebody must not see, at two levels.
CREATE TABLE visits (id bigint, code text CHECK (code <> 'bad'), illness text, dob date, created_on date) PARTITION BY LIST (illness);
CREATE TABLE visits_flu PARTITION OF visits FOR VALUES IN ('flu');
CREATE TABLE visits_hiv PARTITION OF visits FOR VALUES IN ('hiv') PARTITION BY RANGE (date_part('year', dob));
CREATE TABLE visits_hiv_old PARTITION OF visits_hiv DEFAULT;
INSERT INTO visits SELECT i, 'code', (ARRAY['flu', 'hiv'])[i % 2 + 1], date '1961-07-13' + i, '2026-01-01' FROM generate_series(1, 6) AS i;
CREATE VIEW visits_view AS SELECT * FROM visits;
CREATE VIEW visits_of_some AS SELECT id FROM visits_hiv;
CREATE TABLE logs (id bigint, created_on date) PARTITION BY RANGE (created_on);
CREATE TABLE logs_all PARTITION OF logs DEFAULT;
INSERT INTO logs VALUES (1, '2026-01-01');
-- A part of two that are listed otherwise.
CREATE TABLE boats (id bigint, name text);
CREATE TABLE cars (id bigint, name text);
CREATE TABLE amphibians () INHERITS (boats, cars);
INSERT INTO amphibians VALUES (3, 'ssncanary amphibian');
-- Samples of so many rows, hidden ones among them.
CREATE EXTENSION tsm_system_rows;
-- Nobody has agreed to what this is used for.
CREATE TABLE pledges (id bigint PRIMARY KEY, state text);
INSERT INTO pledges SELECT 730000 + i, 'made' FROM generate_series(1, 6) AS i;
-- What goes along with a row, or is written with it, is nobody's to write who may write the row.
CREATE TABLE folders (id bigint PRIMARY KEY, label text UNIQUE);
CREATE TABLE papers (id bigint, folder bigint REFERENCES folders ON DELETE CASCADE, said text);
CREATE TABLE shelves (id bigint PRIMARY KEY, label text UNIQUE);
CREATE TABLE leaflets (id bigint, shelf bigint REFERENCES shelves ON DELETE SET NULL, label text REFERENCES shelves (label) ON UPDATE CASCADE);
INSERT INTO folders VALUES (1, 'a');
INSERT INTO papers VALUES (1, 1, 'notecanary');
-- What refers to a partition itself is gone when the row is in another one.
CREATE TABLE binders (id bigint, shelf text, label text, PRIMARY KEY (id, shelf)) PARTITION BY LIST (shelf);
CREATE TABLE binders_a PARTITION OF binders FOR VALUES IN ('a');
CREATE TABLE binders_b PARTITION OF binders FOR VALUES IN ('b');
CREATE UNIQUE INDEX ON binders_a (id);
CREATE TABLE sheets (binder bigint REFERENCES binders_a (id) ON DELETE CASCADE, said text);
INSERT INTO binders VALUES (1, 'a', 'one');
INSERT INTO sheets VALUES (1, 'notecanary');
