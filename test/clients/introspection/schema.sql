-- One of everything that a client can describe.
CREATE SCHEMA archive;
COMMENT ON SCHEMA archive IS 'closed years';
CREATE TYPE public.order_state AS ENUM ('open', 'paid', 'sent');
CREATE DOMAIN public.postcode AS text CHECK (VALUE ~ '^[A-Z0-9 -]{3,10}$');
CREATE TYPE public.money_range AS RANGE (subtype = numeric);
CREATE TYPE public.address AS (street text, city text, postcode public.postcode);

CREATE TABLE public.customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  ssn text,
  dob date,
  home public.address,
  tags text[] NOT NULL DEFAULT '{}',
  profile jsonb,
  balance numeric(12, 2) NOT NULL DEFAULT 0 CHECK (balance > -1000),
  initials text GENERATED ALWAYS AS (upper(left(name, 1))) STORED,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE public.customers IS 'who buys';
COMMENT ON COLUMN public.customers.dob IS 'date of birth';
CREATE INDEX customers_lower_email ON public.customers (lower(email)) WHERE ssn IS NOT NULL;
CREATE STATISTICS public.customers_stats (dependencies) ON name, email FROM public.customers;

CREATE SEQUENCE public.order_number START 1000;
CREATE TABLE public.orders (
  id integer PRIMARY KEY DEFAULT nextval('public.order_number'),
  customer_id bigint NOT NULL REFERENCES public.customers ON DELETE CASCADE,
  state public.order_state NOT NULL DEFAULT 'open',
  total numeric(12, 2) NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  EXCLUDE USING gist (int8range(id, id, '[]') WITH &&)
);
CREATE TABLE public.order_items (
  order_id integer REFERENCES public.orders,
  sku varchar(40),
  quantity integer NOT NULL,
  PRIMARY KEY (order_id, sku)
);

CREATE TABLE public.events (id bigint, at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE public.events_2025 PARTITION OF public.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX ON public.events (at);
CREATE TABLE archive.old_orders (CHECK (total >= 0)) INHERITS (public.orders);
CREATE UNLOGGED TABLE public.scratch (note text);

CREATE VIEW public.paid_orders WITH (security_barrier) AS
  SELECT o.id, c.name, o.total FROM public.orders o JOIN public.customers c ON c.id = o.customer_id WHERE o.state = 'paid';
CREATE MATERIALIZED VIEW public.turnover AS SELECT state, sum(total) AS total FROM public.orders GROUP BY state;
CREATE UNIQUE INDEX ON public.turnover (state);

CREATE FUNCTION public.order_total(order_id integer) RETURNS numeric LANGUAGE sql STABLE
  AS $$ SELECT total FROM public.orders WHERE id = order_id $$;
COMMENT ON FUNCTION public.order_total(integer) IS 'what an order costs';
CREATE PROCEDURE public.close_year(year integer) LANGUAGE sql AS $$ DELETE FROM public.scratch $$;
CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER stamp BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.stamp();
CREATE AGGREGATE public.product(numeric) (sfunc = numeric_mul, stype = numeric, initcond = '1');
CREATE OPERATOR public.=== (leftarg = text, rightarg = text, function = texteq);
CREATE RULE no_scratch AS ON DELETE TO public.scratch DO INSTEAD NOTHING;

CREATE ROLE clerk LOGIN;
GRANT SELECT (id, name) ON public.customers TO clerk;
GRANT ALL ON public.orders TO clerk;
ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.customers FOR SELECT TO clerk USING (name = current_user);
ALTER DEFAULT PRIVILEGES IN SCHEMA archive GRANT SELECT ON TABLES TO clerk;
CREATE PUBLICATION orders_out FOR TABLE public.orders;
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE public.remote (id integer) SERVER elsewhere;

INSERT INTO public.customers (name, email) VALUES ('Ada', 'ada@example.com'), ('Émile', 'emile@example.com');
INSERT INTO public.orders (customer_id, state, total) VALUES (1, 'paid', 12.5), (2, 'open', 3);
