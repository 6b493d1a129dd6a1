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
