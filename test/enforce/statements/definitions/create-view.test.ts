import { expect, test } from 'vitest';
import { changesOf, defined, undefinable } from '../../defining.js';

test('a view over what nobody protects', () => {
  expect(defined('CREATE OR REPLACE VIEW mine (a) AS SELECT sku FROM products WITH CHECK OPTION')).toBe(
    'CREATE OR REPLACE VIEW public.mine (a) AS SELECT sku FROM public.products WITH CHECK OPTION',
  );
  expect(defined('CREATE OR REPLACE VIEW product_list AS SELECT sku FROM products')).toContain('public.product_list');
  expect(changesOf('CREATE VIEW mine AS SELECT sku FROM products')).toMatchObject([
    { kind: 'relation', relation: { kind: 'v', definition: expect.stringContaining('products') } },
  ]);
});

test.each([
  ['CREATE VIEW mine AS SELECT email FROM customers', /a view over protected relations .*its owner can make it/],
  ['CREATE VIEW mine AS SELECT 1 WHERE EXISTS (SELECT FROM customer_mail)', /a view over protected relations/],
  ['CREATE OR REPLACE VIEW customer_mail AS SELECT 1', /which reads what is protected/],
  ['CREATE VIEW mine AS SELECT leak(1)', /not listed/],
  ['CREATE VIEW mine WITH (other = 1) AS SELECT 1', /with `other`/],
])('%s is refused', (sql, why) => {
  expect(undefinable(sql)).toMatch(why);
});
