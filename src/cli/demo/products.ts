import type { Random } from './random.js';

export interface Product {
  readonly sku: string;
  readonly title: string;
  readonly price: string;
}

const things = [
  'Teapot',
  'Desk lamp',
  'Wool blanket',
  'Bread knife',
  'Plant pot',
  'Notebook',
  'Umbrella',
  'Clock',
  'Vase',
  'Bookend',
];
const kinds = ['small', 'large', 'blue', 'oak', 'travel', 'classic'];

export function inventProducts(random: Random): readonly Product[] {
  return things.flatMap((thing, row) =>
    kinds.map((kind, column) => ({
      sku: `${thing.slice(0, 3).toUpperCase()}-${String(row * kinds.length + column + 1).padStart(4, '0')}`,
      title: `${thing}, ${kind}`,
      price: (random.integer(390, 14_900) / 100).toFixed(2),
    })),
  );
}
