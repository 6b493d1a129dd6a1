import type { RelationName } from './model.js';

/** The name as SQL would have it: parts are quoted only where they must be. */
export function printRelationName(name: RelationName): string {
  return `${printPart(name.schema)}.${printPart(name.name)}`;
}

/** What decisions and look-ups are keyed by: `shop:public.customers`. Two relations never share a key. */
export function relationKey(store: string, name: RelationName): string {
  return `${store}:${printRelationName(name)}`;
}

/** The same for a resource: `crm:GET /v1/contacts`. */
export function resourceKey(store: string, resource: string): string {
  return `${store}:${resource}`;
}

function printPart(part: string): string {
  return /^[a-z_\u0080-\u{10ffff}][a-z0-9_$\u0080-\u{10ffff}]*$/u.test(part) ? part : `"${part.replaceAll('"', '""')}"`;
}
