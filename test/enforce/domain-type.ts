import type { TypeInfo } from '../../src/sql/index.js';

/** A type of schema `public` as the catalog would have it: a domain over text, but for what `more` says. */
export function domainType(oid: number, name: string, more: Partial<TypeInfo> = {}): TypeInfo {
  const domain = { schema: 'public', kind: 'd', category: 'S', baseType: 25, elementType: 0, relation: 0 } as const;
  return { oid, name, ...domain, extension: null, ...more };
}
