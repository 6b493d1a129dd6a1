#!/bin/sh
# Runs once, when the database is made: two small tables, and a role for the gateway that can do what it must and no more.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname shop --set password="$GATEWAY_DB_PASSWORD" <<'SQL'
CREATE TABLE customers (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  ssn text,
  city text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE consents (
  customer_id bigint NOT NULL REFERENCES customers (id),
  purpose text NOT NULL,
  state text NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (customer_id, purpose)
);
INSERT INTO customers (id, name, email, ssn, city) VALUES
  (1, 'Anna Müller', 'anna@example.com', '900-12-3456', 'Berlin'),
  (2, 'Benoît Lefèvre', 'benoit@example.org', '900-65-4321', 'Lyon'),
  (3, 'Zofia Wójcik', 'zofia@example.net', '900-11-2222', 'Kraków');
INSERT INTO consents (customer_id, purpose, state) VALUES
  (1, 'marketing', 'given'),
  (2, 'marketing', 'refused'),
  (3, 'marketing', 'withdrawn');

CREATE ROLE damask_gateway LOGIN PASSWORD :'password'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
REVOKE ALL ON DATABASE shop FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO damask_gateway;
GRANT USAGE ON SCHEMA public TO damask_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON customers TO damask_gateway;
GRANT SELECT ON consents TO damask_gateway;
SQL
