import { as, isStruct, listOf, type Relation, type Struct, type TreeNode, textOf } from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import { type CompiledRelation, compiledColumn, isWritable } from '../relation/compiled-relation.js';
import { unknownColumn } from '../relation/unknown-column.js';
import { counted, countRelation } from './bounds.js';
import { assertHoldsNoConsent } from './consent-target.js';
import type { RewriteContext } from './context.js';
import { takesRow } from './functions.js';
import { mention, mentionColumns } from './mentions.js';
import { knownColumns } from './offered-columns.js';
import {
  findRelationOf,
  isSystem,
  nameOf,
  qualifyRelation,
  readsProtected,
  temporaryOf,
  unlisted,
} from './relation-name.js';
import type { ScopeItem } from './scope.js';
import { assertTellsNoPart, assertTellsNothing } from './telling-parts.js';
import { type TemporaryRelation, temporarySchema } from './temporaries.js';
import { noteWorkedOut } from './worked-out.js';

/** A view that a statement writes through, to the one table that it shows. */
export interface WrittenView {
  /** The table with all of its columns: a row goes with what the view leaves out. */
  readonly whole: CompiledRelation;
  /** The view's WHERE, its columns named through the target. */
  readonly terms: readonly TreeNode[];
}

/** The relation that a statement writes. */
export interface Target {
  readonly relation: Relation;
  /** Null when it is not protected. */
  readonly compiled: CompiledRelation | null;
  readonly alias: string;
  /** A temporary table of the session: what is protected may flow into it. */
  readonly isTemporary: boolean;
  /** The view that it is written through. */
  readonly view?: WrittenView;
}

/** @throws GatewayError `refused` when it may not be written at all. */
export function openTarget(range: Struct, context: RewriteContext): Target {
  countRelation(context);
  const temporary = temporaryOf(range, context);
  if (temporary !== undefined) return temporaryTarget(range, temporary, context);
  context.temporaries.writesOthers = true;
  const relation = findRelationOf(range, context);
  if (isSystem(relation)) throw refused(`relation \`${nameOf(relation)}\` may not be written`);
  // A rule may answer with, and write, anything.
  if (relation.hasRules) throw refused(`writing \`${nameOf(relation)}\`, which has rules, is not handled by the guard`);
  if (relation.hasTriggers) context.findings.mayTell = true;
  const compiled = context.view.compiled(relation);
  if (compiled === null) {
    if (context.view.listedDescendant(relation) !== null) {
      throw refused(`a part of \`${nameOf(relation)}\` is in the data map, and it is not`);
    }
    if (context.view.unlisted === 'refuse') throw unlisted(relation);
    assertHoldsNoConsent(relation, context);
    if (relation.kind === 'v' && readsProtected(relation, context))
      throw refused(
        `writing through view \`${nameOf(relation)}\`, which reads what is protected, is not handled`,
        'write the table',
      );
  }
  if (compiled !== null) {
    if (relation.kind === 'v')
      throw refused(`writing through view \`${nameOf(relation)}\` is not handled`, 'write the table');
    assertTellsNothing(relation, context);
    // The row before and after has names of its own.
    for (const named of context.systemColumns.values()) assertTellsNoPart(compiled, named, context);
    context.targets.add(range);
    context.touched.add(compiled);
  }
  mentionColumns(context, relation.columns);
  noteWorkedOut(relation.columns, relation, context);
  qualifyRelation(range, relation.schema, context);
  return { relation, compiled, alias: aliasOf(range) ?? relation.name, isTemporary: false };
}

function aliasOf(range: Struct): string | undefined {
  return isStruct(range.alias) ? textOf(range.alias.aliasname) : undefined;
}

function temporaryTarget(range: Struct, temporary: TemporaryRelation, context: RewriteContext): Target {
  context.temporaries.written.add(temporary);
  context.targets.add(range);
  mention(context, temporary.typeOids);
  range.schemaname = temporarySchema;
  delete range.catalogname;
  const relation = asRelation(temporary);
  return { relation, compiled: null, alias: aliasOf(range) ?? relation.name, isTemporary: true };
}

/** What is known of a temporary table as of any other: the names of its columns. */
function asRelation({ name, columns }: TemporaryRelation): Relation {
  return {
    oid: 0,
    schema: temporarySchema,
    name,
    kind: 'r',
    owner: '',
    columns: columns.map((column, index) => unknownColumn(index + 1, { name: column })),
    primaryKey: [],
    ancestors: [],
    isPartition: false,
    definition: null,
    hasTriggers: false,
    hasRules: false,
    rowSecurity: false,
    extension: null,
  };
}

/** What can be named through the target. */
export function targetItem(
  target: Target,
  context: RewriteContext,
  alias = target.alias,
  more: Partial<ScopeItem> = {},
): ScopeItem {
  return {
    alias,
    qualified: alias === target.relation.name ? { schema: target.relation.schema, name: target.relation.name } : null,
    // All columns, those that are absent too: a name that means one of them must not be taken for another's.
    columns: counted(knownColumns(target.relation, context), context),
    guard: null,
    target: target.compiled,
    qualifiedOnly: false,
    plain: target.compiled === null,
    extras: [],
    renamed: false,
    bind: (column) => assertNoRowFunction(column, context),
    ...more,
  };
}

/** No list of names can stand behind what is written. A bare name calls nothing. @throws GatewayError `refused`. */
function assertNoRowFunction(column: string, context: RewriteContext): void {
  if (takesRow(column, context))
    throw refused(`column \`${column}\` is called as a function is that takes rows`, 'name it without its table');
}

/**
 * @param left those of which nothing is written.
 * @throws GatewayError `refused` unless all columns named by ResTargets may be written; UnknownName for one that is not there.
 */
export function assertWritable(
  columns: unknown,
  compiled: CompiledRelation,
  left: ReadonlySet<string> = new Set(),
): void {
  for (const node of listOf(columns)) {
    const { name, location } = as(node, 'ResTarget') ?? {};
    const written = textOf(name) ?? '';
    if (compiledColumn(compiled, written) === undefined || !left.has(written))
      assertColumnWritable(written, compiled, location);
  }
}

/** @throws GatewayError `refused` unless the column may be written; UnknownName for one that is not there. */
export function assertColumnWritable(name: string, compiled: CompiledRelation, location?: unknown): void {
  if (compiledColumn(compiled, name) === undefined) {
    const message = `column "${name}" of relation "${compiled.relation.name}" does not exist`;
    throw new UnknownName('undefined_column', message, { location, written: name });
  }
  if (isWritable(compiled, name)) return;
  throw refused(
    `column \`${nameOf(compiled.relation)}.${name}\` may not be written for this purpose`,
    'a rule can permit it with `write`',
  );
}
