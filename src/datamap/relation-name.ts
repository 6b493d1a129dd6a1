import type { RelationName } from './model.js';

export type ParsedRelationName =
  | { readonly kind: 'name'; readonly name: RelationName }
  | { readonly kind: 'invalid'; readonly message: string };

/** NAMEDATALEN - 1 bytes: PostgreSQL docs, "Identifiers and Key Words". */
const identifierBytesMax = 63;

/** An identifier, plain or quoted. PostgreSQL's scan.l: letters, `_` and everything above ASCII start one; digits and `$` may follow. */
const identifier = /(?:[A-Za-z_\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*|"(?:[^"\0]|"")+")/u;
const qualifiedName = new RegExp(`^(${identifier.source})\\.(${identifier.source})$`, 'u');

/**
 * Reads `schema.name` as PostgreSQL would: plain identifiers are folded to lower case (ASCII only), quoted ones are taken
 * as they are, `""` standing for `"`. A name without its schema is refused, since what it means would hang on a
 * search_path; so is one that PostgreSQL would cut off.
 */
export function parseRelationName(text: string): ParsedRelationName {
  const match = qualifiedName.exec(text);
  if (match === null) {
    return {
      kind: 'invalid',
      message: 'a relation is written `schema.name`, each part quoted as in SQL where it must be',
    };
  }
  const [schema, name] = match.slice(1).map(unquoteIdentifier) as [string, string];
  if ([schema, name].some((part) => Buffer.byteLength(part) > identifierBytesMax)) {
    return { kind: 'invalid', message: `an identifier has at most ${identifierBytesMax} bytes` };
  }
  return { kind: 'name', name: { schema, name } };
}

/** The name as `parseRelationName` reads it; parts are quoted only where they must be. */
export function printRelationName(name: RelationName): string {
  return `${printPart(name.schema)}.${printPart(name.name)}`;
}

/** What decisions and look-ups are keyed by: `shop:public.customers`. Two relations never share a key. */
export function relationKey(store: string, name: RelationName): string {
  return `${store}:${printRelationName(name)}`;
}

function printPart(part: string): string {
  return /^[a-z_\u0080-\u{10ffff}][a-z0-9_$\u0080-\u{10ffff}]*$/u.test(part) ? part : `"${part.replaceAll('"', '""')}"`;
}

function unquoteIdentifier(text: string): string {
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"');
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
