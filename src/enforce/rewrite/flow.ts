import { as, isStruct, nameParts, type Relation, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { Place, RewriteContext } from './context.js';
import { nameOf } from './relation-name.js';
import { type CteScope, findCte, itemsMeant, resolve, type ScopeItem } from './scope.js';

/**
 * What goes into a relation may not come out of another protected one: it would be seen there by others, under that
 * relation's rules. Read before the expression is rewritten.
 *
 * @throws GatewayError `refused`.
 */
export function assertMayFlow(value: unknown, into: Relation, place: Place): void {
  if (Array.isArray(value)) {
    for (const item of value) assertMayFlow(item, into, place);
    return;
  }
  if (!isStruct(value)) return;
  const reference = as(value, 'ColumnRef');
  if (reference !== undefined) assertReference(reference.fields, into, place);
  for (const key in value) if (key !== 'A_Const') assertMayFlow(value[key], into, place);
}

function assertReference(fields: unknown, into: Relation, place: Place): void {
  const protects = place.context.guards.length > 0;
  const parts = nameParts(fields);
  const meaning = parts === null ? null : resolve(place.scope, parts);
  if (meaning === null || meaning.kind === 'unknown') {
    if (protects) throw copies(into);
    return;
  }
  // A column of the target itself is judged by its category; one of an item that stands on guards may not go anywhere.
  const isFree = (item: ScopeItem) => item.target !== null || item.isGiven === true || item.plain;
  if (protects && !itemsMeant(meaning, parts ?? []).every(isFree)) throw copies(into);
}

/**
 * Nothing that a query or expression reads may be protected. `before` is how many guards there were before it was rewritten;
 * those of a common table that it names stood before that.
 *
 * @throws GatewayError `refused`.
 */
export function assertReadsNothingProtected(
  value: unknown,
  into: Relation,
  before: number,
  ctes: CteScope | null,
  context: RewriteContext,
): void {
  const reads = context.guards.length > before;
  if (reads || (context.guards.length > 0 && namesCommonTable(value, ctes))) throw copies(into);
}

function namesCommonTable(value: unknown, ctes: CteScope | null): boolean {
  if (Array.isArray(value)) return value.some((item) => namesCommonTable(item, ctes));
  if (!isStruct(value)) return false;
  const range = as(value, 'RangeVar');
  if (range !== undefined) {
    return range.schemaname === undefined && findCte(ctes, textOf(range.relname) ?? '') !== undefined;
  }
  return Object.keys(value).some((key) => key !== 'A_Const' && namesCommonTable(value[key], ctes));
}

function copies(into: Relation) {
  return refused(
    `copying from protected relations into \`${nameOf(into)}\` is not handled by the guard`,
    'read the data and write it with values',
  );
}
