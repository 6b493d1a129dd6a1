import { type DataMap, type RelationEntry, type ResourceEntry, relationKey } from '../datamap/index.js';

/**
 * What a key of a rule's `rows` means: a relation, `shop:public.customers` (its names as the catalog has them, quoted or
 * not where SQL would quote them), or a resource, `crm:GET /v1/contacts`. Undefined: nothing in the data map, or no one thing.
 */
export function rowTarget(dataMap: DataMap, key: string): RelationEntry | ResourceEntry | undefined {
  const meant = [
    ...dataMap.relations.filter(
      ({ store, relation }) =>
        key === relationKey(store, relation) || key === `${store}:${relation.schema}.${relation.name}`,
    ),
    ...dataMap.resources.filter(({ store, resource }) => key === `${store}:${resource}`),
  ];
  return meant.length === 1 ? meant[0] : undefined;
}
