import { expect, test } from 'vitest';
import { defined, indexed, undefinable } from '../../defining.js';

const catalog = indexed();

test.each([
  ["COMMENT ON TABLE products IS 'x'", "COMMENT ON TABLE public.products IS 'x'"],
  ["COMMENT ON COLUMN products.sku IS 'x'", "COMMENT ON COLUMN public.products.sku IS 'x'"],
  ["COMMENT ON CONSTRAINT c ON products IS 'x'", "COMMENT ON CONSTRAINT c ON public.products IS 'x'"],
  ["COMMENT ON INDEX products_pkey IS 'x'", "COMMENT ON INDEX public.products_pkey IS 'x'"],
  ["COMMENT ON SCHEMA public IS 'x'", "COMMENT ON SCHEMA public IS 'x'"],
  ["COMMENT ON EXTENSION plpgsql IS 'x'", "COMMENT ON EXTENSION plpgsql IS 'x'"],
  [
    'GRANT SELECT ON products, product_list TO PUBLIC',
    'GRANT SELECT ON public.products, public.product_list TO PUBLIC',
  ],
  ['REVOKE ALL ON SEQUENCE counter FROM somebody', 'REVOKE ALL ON SEQUENCE public.counter FROM somebody'],
])('%s', (sql, sent) => {
  expect(defined(sql, { catalog })).toBe(sent);
});

test.each([
  ["COMMENT ON COLUMN customers.ssn IS 'x'", /which is protected/],
  ["COMMENT ON INDEX customers_pkey IS 'x'", /which is protected/],
  ["COMMENT ON TABLE nothing IS 'x'", /^42P01/],
  ["COMMENT ON COLUMN nothing.x IS 'x'", /^42P01/],
  ["COMMENT ON INDEX nothing IS 'x'", /^42P01/],
  ["COMMENT ON SCHEMA pg_catalog IS 'x'", /nothing is defined in schema/],
  ["COMMENT ON DATABASE shop IS 'x'", /this kind of object/],
  ['GRANT SELECT ON products, customers TO PUBLIC', /which is protected/],
  ['GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC', /named one by one/],
  ['GRANT USAGE ON SCHEMA public TO PUBLIC', /named one by one/],
  ['GRANT EXECUTE ON FUNCTION leak(bigint) TO PUBLIC', /named one by one/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql, { catalog })).toMatch(why);
});
