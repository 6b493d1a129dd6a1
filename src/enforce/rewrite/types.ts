import { effectivePath, nameParts, type Struct, type TypeInfo, textOf } from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import type { RewriteContext } from './context.js';

/**
 * May a type be named? Types of pg_catalog may; elsewhere enums, domains, composites and ranges, whose input and output
 * are PostgreSQL's own, and base types of trusted extensions.
 *
 * @throws GatewayError `refused`, or UnknownName.
 */
export function admitType(typeName: Struct, context: RewriteContext): void {
  const parts = nameParts(typeName.names);
  if (parts === null || parts.length === 0) throw refused('a type is named in a way that the guard does not handle');
  if (typeName.pct_type === true) throw refused('%TYPE is not handled by the guard');
  const candidates = typesOf(parts, context);
  if (candidates.length === 0) {
    throw new UnknownName('undefined_relation', `type "${parts.join('.')}" does not exist`, { sqlstate: '42704' });
  }
  for (const type of candidates) {
    if (type.schema === 'pg_catalog' || type.schema === 'information_schema' || type.kind !== 'b') continue;
    if (type.elementType !== 0) continue;
    if (type.extension === null || !context.view.extensions.has(type.extension)) {
      throw refused(
        `type \`${type.schema}.${type.name}\` is not trusted`,
        'an operator can list its extension under `extensions`',
      );
    }
  }
}

function typesOf(parts: readonly string[], context: RewriteContext): readonly TypeInfo[] {
  const { catalog, path } = context.view;
  const name = parts[parts.length - 1] ?? '';
  const named = catalog.typesNamed(name);
  if (parts.length > 1) return named.filter((type) => type.schema === parts[parts.length - 2]);
  const visible = effectivePath(path, catalog);
  return named.filter((type) => visible.includes(type.schema));
}

/** The name of the type that a cast gives, when it is one of PostgreSQL's own and no array: `int4`, `text`. */
export function builtinTypeName(typeName: Struct | undefined, context: RewriteContext): string | undefined {
  if (typeName === undefined || typeName.arrayBounds !== undefined) return undefined;
  const parts = nameParts(typeName.names);
  const name = parts?.[parts.length - 1];
  if (parts === null || parts === undefined || name === undefined) return undefined;
  return typesOf(parts, context).every((type) => type.schema === 'pg_catalog') ? textOf(name) : undefined;
}
