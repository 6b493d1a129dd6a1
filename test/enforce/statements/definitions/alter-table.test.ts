import { expect, test } from 'vitest';
import { changesOf, defined, undefinable } from '../../defining.js';

test.each([
  ['ADD COLUMN IF NOT EXISTS x int DEFAULT 3'],
  ['DROP COLUMN title CASCADE, ALTER COLUMN price SET NOT NULL'],
  ['ALTER COLUMN title TYPE varchar(20) USING lower(title)'],
  ['ALTER COLUMN title SET DEFAULT lower($$X$$), ALTER COLUMN title SET STATISTICS 10'],
  ['ADD CONSTRAINT c CHECK (price > 0) NOT VALID, VALIDATE CONSTRAINT c'],
  ['ADD FOREIGN KEY (sku) REFERENCES public.products (sku)'],
  ['ALTER COLUMN price ADD GENERATED ALWAYS AS IDENTITY'],
])('%s', (change) => {
  expect(defined(`ALTER TABLE products ${change}`)).toBe(`ALTER TABLE public.products ${change}`);
});

test('another table becomes a part of it, or ceases to be', () => {
  for (const change of ['INHERIT', 'NO INHERIT'])
    expect(defined(`ALTER TABLE products ${change} products`)).toBe(
      `ALTER TABLE public.products ${change} public.products`,
    );
  expect(undefinable('ALTER TABLE products INHERIT customers')).toMatch(/which is protected/);
  expect(undefinable('ALTER TABLE products ATTACH PARTITION tickets_1 DEFAULT')).toMatch(/which is protected/);
  expect(undefinable('ALTER TABLE products DETACH PARTITION tickets_1')).toMatch(/which is protected/);
});

test('what its columns are is not known until it has been looked at', () => {
  expect(changesOf('ALTER TABLE products ADD x bigint')).toMatchObject([
    { kind: 'relation', relation: { name: 'products', isPending: true } },
  ]);
});

test.each([
  ['ALTER TABLE products OWNER TO somebody', /`change owner`/],
  ['ALTER TABLE products DISABLE TRIGGER ALL', /not permitted through the gateway/],
  ['ALTER TABLE products ENABLE ROW LEVEL SECURITY', /`enable row security`/],
  ['ALTER TABLE products ALTER COLUMN title TYPE text USING leak(1)', /not listed/],
  ['ALTER TABLE products ATTACH PARTITION products FOR VALUES IN (leak(1))', /not listed/],
  ['ALTER TABLE products ATTACH PARTITION products FOR VALUES FROM (leak(1)) TO (2)', /not listed/],
  ['ALTER TABLE products ADD FOREIGN KEY (sku) REFERENCES customers', /a foreign key to what is protected/],
  ['ALTER TYPE mood ADD ATTRIBUTE x text', /of this kind/],
  ['ALTER INDEX x SET (fillfactor = 3)', /of this kind/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql)).toMatch(why);
});
