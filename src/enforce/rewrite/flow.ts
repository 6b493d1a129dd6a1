import { as, isStruct, nameParts, type Relation } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { Place } from './context.js';
import { nameOf } from './relation-name.js';
import { resolve } from './scope.js';

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
  for (const key in value) assertMayFlow(value[key], into, place);
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
  const { item } = meaning;
  const isVersion = item.qualifiedOnly;
  if (protects && item.target === null && !isVersion && !item.plain) throw copies(into);
}

function copies(into: Relation) {
  return refused(
    `copying from protected relations into \`${nameOf(into)}\` is not handled by the guard`,
    'read the data and write it with values',
  );
}
