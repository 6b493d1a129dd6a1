import { type Column, type Relation, type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { isWritable } from '../relation/compiled-relation.js';
import { assertHoldsNoConsent } from '../rewrite/consent-target.js';
import type { RewriteContext } from '../rewrite/context.js';
import { mentionColumns } from '../rewrite/mentions.js';
import { findRelationOf, isSystem, nameOf, qualifyRelation, unlisted } from '../rewrite/relation-name.js';
import { admitChecks } from '../rewrite/types.js';

/** TableLikeOption of parsenodes.h: what would make more than a table. */
const defaults = 1 << 3;
const generated = 1 << 4;
const identity = 1 << 5;
const statistics = 1 << 7;
const all = 0x7fffffff;

/**
 * LIKE in CREATE TEMPORARY TABLE: columns as another table has them, which the catalog tells anyway. What is INCLUDING (defaults, checks,
 * expressions of indexes and of columns) is run on whatever goes in, as the table's own are: so it is for who may put rows into that,
 * and to see what comes of it.
 *
 * @returns the names of its columns.
 * @throws GatewayError `refused`, or UnknownName.
 */
export function admitLike(clause: Struct, context: RewriteContext): readonly string[] {
  const range = clause.relation as Struct;
  if (textOf(range.schemaname) === undefined && context.temporaries.known.has(textOf(range.relname) ?? ''))
    throw refused('LIKE of a temporary table is not handled by the guard', 'use CREATE TABLE AS … WITH NO DATA');
  const relation = findRelationOf(range, context);
  if (relation.isPending === true)
    throw refused(
      'LIKE of what an open transaction has defined is not handled by the guard',
      'name the columns one by one',
    );
  assertToldWhole(relation, context);
  const options = Number(clause.options ?? 0);
  if (options !== 0) assertMayInclude(relation, options, context);
  for (const { typeOid } of relation.columns) admitChecks(typeOid, context);
  mentionColumns(context, relation.columns);
  context.targets.add(range);
  qualifyRelation(range, relation.schema, context);
  return relation.columns.map(({ name }) => name);
}

function assertToldWhole(relation: Relation, { view }: RewriteContext): void {
  if (isSystem(relation) || !tables.has(relation.kind)) throw refused(`LIKE takes no \`${nameOf(relation)}\``);
  const compiled = view.compiled(relation);
  if (compiled === null && (view.unlisted === 'refuse' || view.listedDescendant(relation) !== null))
    throw unlisted(relation);
  if (compiled?.columns.some(({ shown }) => shown === 'absent'))
    throw refused(`\`${nameOf(relation)}\` has columns that are not to be known of`, 'name the columns one by one');
}

/** relkind: tables, with parts or of another server. */
const tables: ReadonlySet<string> = new Set(['r', 'p', 'f']);

function assertMayInclude(relation: Relation, options: number, context: RewriteContext): void {
  const hasNumbered = relation.columns.some((column) => column.identity);
  if (options === all ? hasNumbered : (options & (identity | statistics)) !== 0)
    throw refused('INCLUDING IDENTITY and STATISTICS are not handled for temporary tables', 'exclude them');
  // Of a temporary table nobody would know that reading it can raise.
  if ((options & generated) !== 0 && relation.columns.some(({ virtual }) => virtual === true))
    throw refused('virtual columns are not handled for temporary tables', 'leave out INCLUDING GENERATED');
  const compiled = context.view.compiled(relation);
  if (compiled === null) return assertHoldsNoConsent(relation, context);
  if (!compiled.columns.every(({ column }) => column.generated || isWritable(compiled, column.name)))
    throw refused(
      `what \`${nameOf(relation)}\` runs on its rows is for who may write each of its columns`,
      'leave out what is INCLUDING, or a rule can permit it with `write`',
    );
  const unseen = compiled.columns.find(({ column, shown }) => gives(column) && shown !== 'pass');
  if ((options & defaults) === 0 || unseen === undefined) return;
  throw refused(
    `what \`${nameOf(relation)}\` has for a default of \`${unseen.column.name}\` is not seen as it is`,
    'leave out INCLUDING DEFAULTS',
  );
}

/** A default may call anything: its value is one of the column's. */
function gives({ hasDefault, generated }: Column): boolean {
  return hasDefault && !generated;
}
