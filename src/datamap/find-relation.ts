import type { DataMap, RelationEntry, ResourceEntry } from './model.js';
import { relationKey } from './relation-name.js';

interface DataMapIndex {
  readonly relations: ReadonlyMap<string, RelationEntry>;
  readonly resources: ReadonlyMap<string, ResourceEntry>;
}

/** A data map is immutable, so its index is made once, at the first question, and goes when the map goes. */
const indexes = new WeakMap<DataMap, DataMapIndex>();

/** The entry of a relation, by the names that the catalog has for it (no folding, no quotes). */
export function findRelation(dataMap: DataMap, store: string, schema: string, name: string): RelationEntry | undefined {
  return indexOf(dataMap).relations.get(relationKey(store, { schema, name }));
}

/** The entry of a resource, by method and path template as in the configuration. */
export function findResource(dataMap: DataMap, store: string, resource: string): ResourceEntry | undefined {
  return indexOf(dataMap).resources.get(`${store}:${resource}`);
}

/** The relations of one store, in the order of the configuration. */
export function relationsOf(dataMap: DataMap, store: string): readonly RelationEntry[] {
  return dataMap.relations.filter((entry) => entry.store === store);
}

/** The resources of one store, in the order of the configuration. */
export function resourcesOf(dataMap: DataMap, store: string): readonly ResourceEntry[] {
  return dataMap.resources.filter((entry) => entry.store === store);
}

function indexOf(dataMap: DataMap): DataMapIndex {
  const made = indexes.get(dataMap);
  if (made !== undefined) return made;
  const index = {
    relations: new Map(dataMap.relations.map((entry) => [relationKey(entry.store, entry.relation), entry])),
    resources: new Map(dataMap.resources.map((entry) => [`${entry.store}:${entry.resource}`, entry])),
  };
  indexes.set(dataMap, index);
  return index;
}
