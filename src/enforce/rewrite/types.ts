import { as, type FunctionInfo, nameParts, type Struct, type TypeInfo, textOf } from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import type { RewriteContext } from './context.js';
import { mayCallByOid } from './functions.js';
import { mention } from './mentions.js';
import { typesOf, typesWithin } from './types-named.js';

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
  if (parts.length === 1) assertNoRowOfTemporary(parts[0] ?? '', context);
  const candidates = typesOf(parts, context.view);
  if (candidates.length === 0) {
    throw new UnknownName('undefined_relation', `type "${parts.join('.')}" does not exist`, {
      sqlstate: '42704',
      location: typeName.location,
      written: parts[0] ?? '',
    });
  }
  for (const type of candidates) {
    mention(context, [type.oid]);
    if (type.schema !== 'pg_catalog') admitChecks(type.oid, context);
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

/** Of NAMEDATALEN, less its end, and a character that would be cut in two (`makeArrayTypeName`). */
const cutArrayBytesMin = 60;

/**
 * A temporary table or view has a type of its name, and an array's of that with `_` before it, in the schema that is searched first.
 * Somebody else may have given the name to a type since: it is not that which it means here.
 *
 * @throws GatewayError `refused`.
 */
function assertNoRowOfTemporary(name: string, { temporaries: { known, views } }: RewriteContext): void {
  if (known.size + views.size === 0) return;
  // An array's name has more of them where it would be taken, and is cut where it would be too long.
  const bare = (one: string) => one.replace(/^_+/, '');
  const element = bare(name);
  const isCut = Buffer.byteLength(name) >= cutArrayBytesMin;
  const isOfArray = (temporary: string) =>
    name.startsWith('_') && (isCut ? bare(temporary).startsWith(element) : bare(temporary) === element);
  const isOf = (temporary: string) => temporary === name || isOfArray(temporary);
  for (const temporary of [...known.keys(), ...views.keys()]) {
    if (isOf(temporary))
      throw refused(
        `\`${name}\` is a temporary table's or view's type in this session`,
        'name the type with its schema',
      );
  }
}

/**
 * A value that becomes one of a domain runs what the domain's constraints call, and whether it is taken tells what that found
 * (PostgreSQL docs, CREATE DOMAIN); so does one of a type that is made of it. Asked of types that a statement names, or declares
 * its parameters to be.
 *
 * @throws GatewayError `refused`.
 */
export function admitChecks(typeOid: number, context: RewriteContext): void {
  const { catalog } = context.view;
  for (const oid of typesWithin([typeOid], catalog)) {
    const type = catalog.typeByOid(oid);
    if (!isChecked(type, context)) continue;
    throw refused(
      `a value of \`${type?.schema}.${type?.name}\` is checked by a function that is not listed`,
      'an operator can list it under `functions`, or its extension under `extensions`',
    );
  }
}

/** A constraint of the domain itself calls what may not be called. */
export function isChecked(type: TypeInfo | undefined, context: RewriteContext): boolean {
  return (type?.checkedBy ?? []).some((oid) => !mayCallByOid(oid, context));
}

/** What a function of the store's is given becomes a value of what it takes. @throws GatewayError `refused`. */
export function admitArguments(candidates: readonly FunctionInfo[], context: RewriteContext): void {
  for (const { schema, argumentTypes } of candidates) {
    if (schema !== 'pg_catalog') for (const oid of argumentTypes) admitChecks(oid, context);
  }
}

/** The name of the type that a cast gives, when it is one of PostgreSQL's own and no array: `int4`, `text`. */
export function builtinTypeName(typeName: Struct | undefined, context: RewriteContext): string | undefined {
  if (typeName === undefined || typeName.arrayBounds !== undefined) return undefined;
  const parts = nameParts(typeName.names);
  const name = parts?.[parts.length - 1];
  if (parts === null || parts === undefined || name === undefined) return undefined;
  return typesOf(parts, context.view).every((type) => type.schema === 'pg_catalog') ? textOf(name) : undefined;
}

/**
 * A cast may run a function of the store's own (PostgreSQL docs, CREATE CAST). Where one leads to the type that is cast to, or to
 * one that its values are made of, the cast is refused unless that function may be called, for what type the value has is not
 * known here.
 *
 * @throws GatewayError `refused`.
 */
export function admitCast(parts: readonly string[], context: RewriteContext): void {
  const { catalog } = context.view;
  for (const type of typesOf(parts, context.view)) {
    for (const target of typesWithin([type.oid], catalog)) {
      if (!castRunsUnlisted(target, context)) continue;
      throw refused(
        `a cast to \`${type.name}\` may run a function that is not listed`,
        'an operator can list it under `functions`, or its extension under `extensions`',
      );
    }
  }
}

/** One of the casts that lead to a type runs what may not be called. */
export function castRunsUnlisted(typeOid: number, context: RewriteContext): boolean {
  return context.view.catalog
    .castsInvolving(typeOid)
    .some(({ target, functionOid }) => target === typeOid && functionOid !== 0 && !mayCallByOid(functionOid, context));
}

/** The type that a name means, if any: a call of one argument by such a name is a cast. */
export function namesType(parts: readonly string[], context: RewriteContext): boolean {
  return typesOf(parts, context.view).length > 0;
}

/** A string or NULL is read by the type's own input function; nothing is cast. A number has a type of its own. */
export function isUntyped(node: unknown): boolean {
  const constant = as(node, 'A_Const');
  return constant !== undefined && (constant.sval !== undefined || constant.isnull === true);
}
