import type { CatalogChange } from '../../src/enforce/statements/definitions/catalog-change.js';
import { shopPolicy } from './shop-policy.js';
import { plan, refusal, type SmallChanges, smallCatalog } from './small-view.js';

/** Somebody who may define things in the small shop, whose catalog has been looked at. */
const shop = shopPolicy();
const principals = new Map(
  [...shop.principals].map(([name, principal]) => [name, { ...principal, may: new Set(['ddl', 'temp'] as const) }]),
);

type Changes = SmallChanges & {
  readonly session?: { readonly isFresh?: boolean };
  readonly parameterTypes?: readonly number[];
};

const settings = (changes: Changes) => ({ policy: { ...shop, principals }, session: { isFresh: true }, ...changes });

/** What is sent, without double quotes. */
export function defined(sql: string, changes: Changes = {}): string {
  return plan(sql, 'storefront', settings(changes)).text.replaceAll('"', '').replaceAll(/\s+/g, ' ').trim();
}

/** What the session takes the catalog for after it. */
export function changesOf(sql: string, changes: Changes = {}): readonly CatalogChange[] {
  return plan(sql, 'storefront', settings(changes)).effects.flatMap((effect) =>
    effect.kind === 'definition' ? [effect.change] : [],
  );
}

export function undefinable(sql: string, changes: Changes = {}): string {
  return refusal(sql, 'storefront', settings(changes));
}

const index = (name: string, relation: string) => ({
  schema: 'public',
  name,
  relation: smallCatalog.relation('public', relation)?.oid ?? 0,
  attributes: [1],
  isPartial: false,
});
const indexes = [
  index('products_pkey', 'products'),
  index('customers_pkey', 'customers'),
  index('of_nothing', 'nothing'),
];

/** With indexes; the sequence `counter` belongs to `owner`. */
export const indexed = (owner: string | null = null) => ({
  ...smallCatalog,
  indexesNamed: (name: string) => indexes.filter((one) => one.name === name),
  ownerOfSequence: () => (owner === null ? undefined : smallCatalog.relation('public', owner)?.oid),
});
