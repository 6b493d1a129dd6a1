import type { DataMap } from '../datamap/index.js';
import {
  findRelation,
  findResource,
  parseRelationName,
  type RelationEntry,
  type ResourceEntry,
} from '../datamap/index.js';

/** What a key of a rule's `rows` means: `shop:public.customers`, or `crm:GET /v1/contacts`. Undefined: nothing in the data map. */
export function rowTarget(dataMap: DataMap, key: string): RelationEntry | ResourceEntry | undefined {
  const colon = key.indexOf(':');
  if (colon < 0) return undefined;
  const [store, place] = [key.slice(0, colon), key.slice(colon + 1)];
  const parsed = parseRelationName(place);
  if (parsed.kind === 'invalid') return findResource(dataMap, store, place);
  return findRelation(dataMap, store, parsed.name.schema, parsed.name.name);
}
