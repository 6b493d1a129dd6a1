import { as, listOf, type Struct, stringNode, stringOf, type TreeNode } from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import { heldWithin } from '../relation/cast-column.js';
import { compiledColumn } from '../relation/compiled-relation.js';
import { castOf } from './checked-columns.js';
import type { RewriteContext } from './context.js';
import { dotCallsForbidden } from './functions.js';
import { namesOf } from './level-names.js';
import { assertReached, severalMeant } from './namesakes.js';
import { findItem, isShared, type Meaning, resolve, type Scope, type ScopeItem } from './scope.js';
import { isSystemColumn } from './system-columns.js';

/**
 * A column reference as it may stand: names that went through a schema go through the alias of what took the relation's
 * place; a protected column of a relation that is being written becomes its mask.
 *
 * @throws GatewayError `refused`, or `undefined_column` for a column that the asker does not have.
 */
export function rewriteColumnReference(struct: Struct, scope: Scope, context: RewriteContext): TreeNode {
  const fields = listOf(struct.fields);
  if (as(fields.at(-1), 'A_Star') !== undefined) return rewriteStar(struct, fields, scope);
  const parts: string[] = [];
  for (const field of fields) {
    const part = stringOf(field);
    if (part === undefined) throw refused('a column is named in a way that the guard does not handle');
    parts.push(part);
  }
  const meaning = resolve(scope, parts);
  const item = itemOf(meaning);
  if (item === null) assertOne(parts, scope);
  if (item?.target) return rewriteTargetColumn(struct, parts, { meaning, item, scope, context });
  if (meaning.kind === 'unknown' && parts.length === 1 && !context.outputReferences.has(struct))
    assertNotNew(parts[0] ?? '', struct.location, scope);
  if (meaning.kind === 'unknown' && parts.length > 1) {
    const name = parts.at(-1) ?? '';
    if (dotCallsForbidden(name, context)) throw refused(`function \`${name}\` may not be called`);
  }
  const isNamedAnew = meaning.kind === 'column' && parts.length === 1 && mayMeanHidden(parts[0] ?? '', scope);
  // Were the column gone meanwhile, the name would call the function.
  if (meaning.kind === 'column' && (parts.length > 1 || isNamedAnew) && meaning.item.bind) {
    const name = parts.at(-1) ?? '';
    if (dotCallsForbidden(name, context)) meaning.item.bind(name);
  }
  if (meaning.kind === 'row' && meaning.item.extras.length > 0) {
    throw refused('the whole row and a system column of a protected relation are not handled by the guard together');
  }
  if (meaning.kind === 'row' && meaning.item.called !== undefined) return called(struct, meaning.item);
  const isElsewhere = parts.length === 2 && item?.called !== undefined;
  if ((parts.length > 2 || isElsewhere) && item !== null) return shortened(struct, item, parts.at(-1) ?? '', scope);
  if (isNamedAnew) return qualified(struct, meaning.item, parts[0] ?? '', meaning.level);
  return { ColumnRef: struct };
}

/**
 * A bare name of nothing that is known could be a column which the relation that is written has had for a moment only, and
 * nobody has classified.
 *
 * @throws UnknownName, GatewayError `refused`.
 */
function assertNotNew(name: string, location: unknown, scope: Scope): void {
  if (!writesAround(scope) || isSystemColumn(name)) return;
  let isOpaque = false;
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    for (const { columns, aliases } of level.items) {
      if (columns === null && aliases?.includes(name)) return;
      isOpaque ||= columns === null;
    }
  }
  if (isOpaque)
    throw refused(`column \`${name}\` could mean more than one thing`, 'name it with the table that it belongs to');
  throw new UnknownName('undefined_column', `column "${name}" does not exist`, { location, written: name });
}

/** @throws GatewayError `refused` for a name of relations of several schemas. */
function assertOne(parts: readonly string[], scope: Scope): void {
  const called = parts.at(-2) ?? parts[0] ?? '';
  if (parts.length < 3 && isShared(scope, called)) throw severalMeant(called);
}

/** One of the relations that can be named here is written. */
function writesAround(scope: Scope): boolean {
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    if (namesOf(level.items).targets.length > 0) return true;
  }
  return false;
}

/**
 * A bare name that means a column here would mean one that is hidden in the relation that the statement writes, or its whole
 * row, were that column gone or called otherwise: and the catalog may have changed since it was looked at.
 */
function mayMeanHidden(name: string, scope: Scope): boolean {
  for (let level: Scope | null = scope; level !== null; level = level.outer) {
    for (const { alias, target } of namesOf(level.items).targets) {
      if (alias === name) return true;
      const column = target === null ? undefined : compiledColumn(target, name);
      if (column !== undefined && column.shown !== 'pass') return true;
    }
  }
  return false;
}

function qualified(struct: Struct, item: ScopeItem, name: string, { items }: Scope): TreeNode {
  const namesakes = namesOf(items)
    .namesakes(name)
    .filter((one) => !one.item.qualifiedOnly);
  if (item.alias === null || namesakes.length > 1)
    throw refused(`column \`${name}\` could mean more than one thing`, 'name it with the table that it belongs to');
  return { ColumnRef: { ...struct, fields: [stringNode(item.alias), stringNode(name)] } };
}

function itemOf(meaning: Meaning): ScopeItem | null {
  return meaning.kind === 'unknown' ? meaning.shadowed : meaning.item;
}

/** `schema.table.column` as `table.column`: a subquery has no schema. */
function shortened(struct: Struct, item: ScopeItem, column: string, scope: Scope): TreeNode {
  if (item.alias === null) return { ColumnRef: struct };
  assertReached(item, scope);
  return { ColumnRef: { ...struct, fields: [stringNode(item.alias), stringNode(column)] } };
}

/** The whole row of what is called otherwise in what is sent. */
function called(struct: Struct, { alias }: ScopeItem): TreeNode {
  return { ColumnRef: { ...struct, fields: [stringNode(alias ?? '')] } };
}

function rewriteStar(struct: Struct, fields: readonly TreeNode[], scope: Scope): TreeNode {
  const parts = fields.slice(0, -1).map((field) => stringOf(field) ?? '');
  if (parts.length === 0) {
    // A bare star in an expression is count(*)-like and holds no column; RETURNING * is expanded before it gets here.
    if (scope.items.some((item) => item.target !== null)) throw wholeRow();
    return { ColumnRef: struct };
  }
  const item = findItem(scope, parts);
  if (item === undefined) assertOne([...parts, '*'], scope);
  if (item?.target) throw wholeRow();
  if ((parts.length > 1 || item?.called !== undefined) && item?.alias) {
    assertReached(item, scope);
    return { ColumnRef: { ...struct, fields: [stringNode(item.alias), { A_Star: {} }] } };
  }
  return { ColumnRef: struct };
}

function wholeRow() {
  return refused(
    'the whole row of a protected relation that is written is not handled by the guard',
    'name the columns one by one',
  );
}

interface TargetMeaning {
  readonly meaning: Meaning;
  readonly item: ScopeItem;
  readonly scope: Scope;
  readonly context: RewriteContext;
}

function rewriteTargetColumn(
  struct: Struct,
  parts: readonly string[],
  { meaning, item, scope, context }: TargetMeaning,
): TreeNode {
  const compiled = item.target;
  const name = parts.at(-1) ?? '';
  if (compiled === null || item.alias === null) return { ColumnRef: struct };
  if (meaning.kind === 'row') throw wholeRow();
  if (meaning.kind === 'unknown') {
    if (parts.length > 1 && isSystemColumn(name)) return shortened(struct, item, name, scope);
    if (parts.length === 1) {
      throw refused(`column \`${name}\` could mean more than one thing`, 'name it with the table that it belongs to');
    }
    if (dotCallsForbidden(name, context)) throw refused(`function \`${name}\` may not be called`);
    throw refused(`column \`${name}\` does not exist in what may be seen of \`${item.alias}\``);
  }
  const column = compiledColumn(compiled, name);
  if (column === undefined || column.shown === 'absent') {
    throw refused(`column \`${name}\` does not exist in what may be seen of \`${item.alias}\``);
  }
  context.readTargetColumns.add(name);
  // Were it gone, a bare name that is the alias too would mean the whole row.
  const isMoved = parts.length > 2 || (parts.length === 1 && mayMeanHidden(name, scope));
  const cast = column.shown === 'pass' ? castOf(column.column, context) : undefined;
  if (cast === null) throw heldWithin(name);
  if (cast !== undefined) {
    assertReached(item, scope);
    const { node, name: placeholder } = context.splices.named(`CAST(${column.sql(item.alias)} AS ${cast})`);
    context.edits.relation(struct.location, parts.length, placeholder, null);
    return node;
  }
  if (column.shown === 'pass') return isMoved ? shortened(struct, item, name, scope) : { ColumnRef: struct };
  assertReached(item, scope);
  const { node, name: placeholder } = context.splices.named(column.sql(item.alias));
  context.edits.relation(struct.location, parts.length, placeholder, null);
  return node;
}
