import { expect, test } from 'vitest';
import { inventProducts } from '../../../src/cli/demo/products.js';
import { Random } from '../../../src/cli/demo/random.js';

test('each product has a number of its own and a price in cents', () => {
  const products = inventProducts(new Random(1));
  expect(products).toHaveLength(60);
  expect(new Set(products.map(({ sku }) => sku)).size).toBe(60);
  for (const { price } of products) expect(price).toMatch(/^\d+\.\d\d$/);
});
