import { parseQualifiedName, printQualifiedName, type QualifiedName } from './qualified-name.js';

/** `shop:public.customers`, `crm:GET /v1/contacts`: the one key under which a thing that `data` describes is known. */
export function targetOf(
  entry:
    | { readonly kind: 'relation'; readonly store: string; readonly relation: QualifiedName }
    | { readonly kind: 'resource' | 'graphql'; readonly store: string; readonly resource: string },
): string {
  return `${entry.store}:${entry.kind === 'relation' ? printQualifiedName(entry.relation) : entry.resource}`;
}

/** All keys that conditions may name: of a GraphQL resource one a type, `crm:POST /graphql Contact`. */
export function targetsOf(
  entry: Parameters<typeof targetOf>[0] & {
    readonly fields?: ReadonlyMap<string, unknown>;
    readonly graphql?: { readonly types: ReadonlyMap<string, unknown> } | undefined;
  },
): readonly string[] {
  const target = targetOf(entry);
  if (entry.graphql === undefined) return [target];
  const types = [...(entry.fields?.keys() ?? [])].map((name) => name.slice(0, name.indexOf('.')));
  return [...new Set([...types, ...entry.graphql.types.keys()])].map((type) => `${target} ${type}`);
}

/** The key for a target as an operator writes it, who may have quoted names: `shop:public."customers"`. */
export function targetKey(written: string): string {
  const colon = written.indexOf(':');
  const name = parseQualifiedName(written.slice(colon + 1));
  return colon > 0 && name !== null ? `${written.slice(0, colon)}:${printQualifiedName(name)}` : written;
}
