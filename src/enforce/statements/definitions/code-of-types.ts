import { firstOwnOid } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import {
  decimalFamily,
  type Family,
  familyOfType,
  isText,
  literalFamily,
  unknownFamily,
} from '../../rewrite/family.js';
import { mayCallByOid } from '../../rewrite/functions.js';
import type { ScopeColumn } from '../../rewrite/scope.js';
import { castRunsUnlisted, isChecked } from '../../rewrite/types.js';
import { typesWithin } from '../../rewrite/types-named.js';

/*
 * A statement that has not heard of a definition was judged by the types that stood behind its names before: casts of the store's
 * own, and checks of domains, were looked for among those (foreign-casts.ts, checked-columns.ts, types.ts). So no definition
 * brings a type with such under a name that has meant another.
 */

/**
 * Asked of types that a definition brings, or of all that its query speaks of: casts of theirs that run by themselves.
 *
 * @throws GatewayError `refused`.
 */
export function assertNoCastComesAlong(typeOids: Iterable<number>, context: RewriteContext): void {
  const { catalog } = context.view;
  if (catalog.foreignCasts.length === 0) return;
  const brought = typesWithin(typeOids, catalog);
  for (const { source, target, functionOid } of catalog.foreignCasts) {
    // PostgreSQL's own types are everywhere: what brings both of a cast's together is refused wherever it stands.
    const own = [source, target].find((oid) => oid >= firstOwnOid && brought.has(oid));
    if (own !== undefined && !mayCallByOid(functionOid, context)) throw runsCode(own, context);
  }
}

/**
 * Asked of types that a type or a row is made of: what is cast to its name is cast to them, whether that is written or not.
 *
 * @throws GatewayError `refused`.
 */
export function assertNoCastLeadsTo(typeOids: readonly number[], context: RewriteContext): void {
  assertNoCastComesAlong(typeOids, context);
  const { catalog } = context.view;
  for (const oid of typesWithin(typeOids, catalog)) {
    if (castRunsUnlisted(oid, context)) throw runsCode(oid, context);
  }
}

/**
 * The same of what a query gives, which makes a row: of which types its columns are is not known of each, but they are among those that
 * it speaks of.
 *
 * @throws GatewayError `refused`.
 */
export function assertNoCastLeadsToColumns(columns: readonly ScopeColumn[] | null, context: RewriteContext): void {
  const mentioned = context.mentions ?? [];
  assertNoCastComesAlong(mentioned, context);
  for (const oid of mentioned) {
    if (mayGive(columns, oid, context) && castRunsUnlisted(oid, context)) throw runsCode(oid, context);
  }
}

function mayGive(columns: readonly ScopeColumn[] | null, typeOid: number, { view: { catalog } }: RewriteContext) {
  const given = familyOfType(catalog.typeByOid(typeOid)?.name ?? '');
  return (
    typeOid >= firstOwnOid ||
    columns === null ||
    columns.some(({ family }) => family === unknownFamily || stored(family) === given)
  );
}

/** What is stored of it: a constant is of a type of its own. */
function stored(family: Family): Family {
  if (family === decimalFamily) return 'numeric';
  return isText(family) || family === literalFamily ? 'text' : family;
}

function runsCode(typeOid: number, { view: { catalog } }: RewriteContext) {
  return refused(
    `a cast of \`${catalog.typeByOid(typeOid)?.name ?? '?'}\` runs a function that is not listed`,
    'an operator can list it under `functions`, or its extension under `extensions`',
  );
}

/** Asked of types of what comes under another name as it is. @throws GatewayError `refused`. */
export function assertNoCodeComesAlong(typeOids: readonly number[], context: RewriteContext): void {
  assertNoCastLeadsTo(typeOids, context);
  const { catalog } = context.view;
  for (const oid of typesWithin(typeOids, catalog)) {
    const type = catalog.typeByOid(oid);
    if (!isChecked(type, context)) continue;
    throw refused(
      `what holds values of \`${type?.name}\`, which a function checks, gets no other name through the gateway`,
    );
  }
}
