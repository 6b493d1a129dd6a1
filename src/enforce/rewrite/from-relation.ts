import type { Steps } from '../../base/index.js';
import { quoteRelation, type Relation, type Struct, stringNode, type TreeNode, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { countRelation } from './bounds.js';
import { castColumns, castText } from './checked-columns.js';
import type { RewriteContext } from './context.js';
import { noteHazard } from './findings.js';
import { mention, mentionColumns } from './mentions.js';
import { nameBeside } from './namesakes.js';
import { guardedColumns, knownColumns } from './offered-columns.js';
import { aliasOf, boundItem, offer, scopeItem } from './offered-item.js';
import { placeGuard, textOfGuard } from './placed-guard.js';
import { isSystem, qualifyRelation, readRelation, reducedText, temporaryText } from './relation-name.js';
import { findCte, type Scope, unknownColumns } from './scope.js';
import { systemColumnsOf } from './system-columns.js';
import type { TemporaryRelation } from './temporaries.js';
import { noteWorkedOut } from './worked-out.js';

/**
 * Rewrites a relation of FROM: its guard stands in the place of a protected one, its query in that of a view. `sample` is what TABLESAMPLE
 * says of it.
 *
 * @throws GatewayError `refused`; UnknownName.
 */
export function* rewriteRelation(
  range: Struct,
  sample: Struct | null,
  scope: Scope,
  context: RewriteContext,
): Steps<TreeNode> {
  const name = textOf(range.relname) ?? '';
  const alias = aliasOf(range);
  if (range.schemaname === undefined) {
    const cte = findCte(scope.ctes, name);
    if (cte !== undefined) {
      // A query of a WITH that is named once is run where it is named.
      const { raisesInWith, expressionsAround } = context.findings;
      if (raisesInWith) noteHazard(context.findings, expressionsAround === 0);
      offer(scope, context, boundItem(range, cte, { alias: alias.name ?? name }));
      return sampled(range, sample);
    }
  }
  countRelation(context);
  const read = yield* readRelation(range, context);
  if (read.kind === 'temporary') return placeTemporary(range, sample, read.temporary, scope, context);
  if (read.kind === 'temporary_view') {
    if (sample !== null) throw refused('TABLESAMPLE of a view is not possible');
    const names = read.view.columns.map((column, index) => alias.columns[index] ?? column);
    const called = alias.name ?? name;
    offer(scope, context, scopeItem(range, read.columns, { alias: called }));
    return subselect(read.select, called, names);
  }
  const { relation } = read;
  mentionColumns(context, relation.columns);
  const beside = alias.name === null ? nameBeside(relation, scope) : null;
  const called = alias.name ?? name;
  const named = {
    alias: beside ?? called,
    ...(beside === null ? {} : { called }),
    qualified: alias.name === null ? { schema: relation.schema, name: relation.name } : null,
  };
  switch (read.kind) {
    case 'plain': {
      noteWorkedOut(relation.columns, relation, context);
      const columns = knownColumns(relation, context);
      const casts = castColumns(relation, null, context);
      if (casts.size > 0) {
        if (sample !== null)
          throw refused('TABLESAMPLE of a relation with checked columns is not handled by the guard');
        const extras = systemColumnsOf(context.systemColumns, called);
        const all = [...(columns ?? []), ...unknownColumns(extras)];
        offer(scope, context, scopeItem(range, all, { ...named, extras, plain: true }));
        const isRead = () => (alias.columns.length > 0 ? null : context.columnNames());
        const text = () => castText(relation, casts, { only: range.inh !== true, extras, read: isRead() });
        return spliced(range, text, context, beside);
      }
      // PostgreSQL's own have the columns that they have.
      const offered = isSystem(relation) ? scopeItem : boundItem;
      offer(scope, context, offered(range, columns, { ...named, plain: true }));
      if (beside === null) qualifyRelation(range, relation.schema, context);
      else nameRelation(range, relation, beside, context);
      return sampled(range, sample);
    }
    case 'guarded': {
      const placed = placeGuard(range, sample, read.compiled, called, context);
      const { extras } = placed.guard;
      const columns = guardedColumns(read.compiled, context);
      const all = extras.length === 0 ? columns : [...columns, ...unknownColumns(extras)];
      offer(scope, context, scopeItem(range, all, { ...named, guard: placed.guard, extras }));
      return spliced(range, () => textOfGuard(placed, context), context, beside);
    }
    case 'reduced': {
      context.findings.readsReduced = true;
      const extras = systemColumnsOf(context.systemColumns, called);
      const names = [...relation.columns.map((column) => column.name), ...extras];
      const hidesNothing = read.reduction.where === undefined;
      offer(scope, context, scopeItem(range, unknownColumns(names), { ...named, extras, hidesNothing }));
      return spliced(range, () => reducedText(read, extras), context, beside);
    }
    case 'opened': {
      if (sample !== null) throw refused('TABLESAMPLE of a view is not possible');
      offer(scope, context, scopeItem(range, read.columns, named));
      return subselect(read.select, named.alias, alias.columns);
    }
    default:
      return read satisfies never;
  }
}

/** A sample of what can have none is PostgreSQL's to refuse. */
function sampled(range: Struct, sample: Struct | null): TreeNode {
  return sample === null ? { RangeVar: range } : { RangeTableSample: { ...sample, relation: { RangeVar: range } } };
}

function placeTemporary(
  range: Struct,
  sample: Struct | null,
  temporary: TemporaryRelation,
  scope: Scope,
  context: RewriteContext,
): TreeNode {
  if (sample !== null) throw refused('TABLESAMPLE of a temporary table is not handled by the guard');
  mention(context, temporary.typeOids);
  const alias = aliasOf(range).name ?? temporary.name;
  const extras = systemColumnsOf(context.systemColumns, alias);
  const columns = unknownColumns([...temporary.columns, ...extras]);
  offer(scope, context, scopeItem(range, columns, { alias, extras, plain: !temporary.holdsProtected }));
  return spliced(range, () => temporaryText(temporary, extras), context);
}

/** The same, with a name beside others of its own: see namesakes.ts. */
function nameRelation(range: Struct, { schema, name }: Relation, alias: string, context: RewriteContext): void {
  context.edits.relation(range.location, partsOf(range), quoteRelation(schema, name), alias);
  range.schemaname = schema;
  delete range.catalogname;
  range.alias = { aliasname: alias };
}

/** A query of the gateway's own in the place of a relation, under the name that the client knows it by or the one beside others. */
function spliced(range: Struct, make: () => string, context: RewriteContext, beside: string | null = null): TreeNode {
  const { select, text } = context.splices.query(make);
  const alias = aliasOf(range);
  const name = beside ?? textOf(range.relname) ?? '';
  context.edits.relation(range.location, partsOf(range), text, alias.name === null ? name : null);
  return subselect(select, alias.name ?? name, alias.columns);
}

/** Of how many parts a relation's name is. */
function partsOf({ schemaname, catalogname }: Struct): number {
  return 1 + (schemaname === undefined ? 0 : 1) + (catalogname === undefined ? 0 : 1);
}

function subselect(select: Struct, alias: string, columns: readonly string[]): TreeNode {
  return {
    RangeSubselect: {
      subquery: { SelectStmt: select },
      alias: { aliasname: alias, ...(columns.length > 0 ? { colnames: columns.map(stringNode) } : {}) },
    },
  };
}
