import type { Steps } from '../../base/index.js';
import {
  as,
  isStruct,
  listOf,
  nameParts,
  parse,
  print,
  type Struct,
  sameTree,
  stringNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from '../rewrite/context.js';
import { assertColumnName } from '../rewrite/functions.js';
import { rewriteQuery, topLevel } from '../rewrite/query.js';
import { renamed } from '../rewrite/scope.js';
import { temporarySchema } from '../rewrite/temporaries.js';
import { assertOnly } from './definitions/table-parts.js';
import type { StatementState } from './statement-state.js';
import { assertIsFree, assertMay, partsOf } from './temporary.js';

/*
 * Temporary views, for principals with `may: [temp]`. The session keeps the definition as its client wrote it, and rewrites it
 * wherever the view is read, as the views of a store are. The store gets a view of the same columns in which each protected
 * relation is an empty one: it says of a policy nothing, and of data nothing, whoever reads it or its definition.
 */

const viewParts = new Set(['view', 'aliases', 'query', 'replace', 'withCheckOption']);

/** CREATE TEMPORARY VIEW. @throws GatewayError `refused`, or UnknownName. */
export function* admitCreateView(struct: Struct, { context, effects, answer }: StatementState): Steps<void> {
  assertOnly(struct, viewParts, 'CREATE TEMPORARY VIEW');
  if (struct.withCheckOption !== undefined && struct.withCheckOption !== 'NO_CHECK_OPTION')
    throw refused('WITH CHECK OPTION is not handled for temporary views', 'they are read only');
  const range = struct.view as Struct;
  const name = viewName(range, context);
  const select = as(struct.query, 'SelectStmt');
  if (select === undefined) throw refused('CREATE VIEW takes a query');
  assertOnlyReads(select);
  const definition = print({ SelectStmt: select });
  if (!sameTree(parse(definition)[0]?.node, { SelectStmt: select }))
    throw refused('the definition does not print back to itself', 'write it in another way');
  context.findings.definesView = true;
  const given = yield* rewriteQuery(select, topLevel, context);
  const columns = renamed(given, nameParts(struct.aliases) ?? [])?.map((column) => column.name);
  if (columns === undefined) throw refused('the columns of the view are not known', 'name each column of the query');
  for (const column of columns) assertColumnName(column, context);
  if (sizeOf(context) + definition.length > definitionsMax)
    throw refused('the session’s temporary views are too long', 'drop those that are not needed, or use WITH');
  struct.aliases = columns.map(stringNode);
  context.targets.add(range);
  range.schemaname = temporarySchema;
  delete range.catalogname;
  effects.push({ kind: 'view', name, view: { name, columns, definition, path: context.view.path } });
  answer.isEarlier = true;
}

/** A session keeps its definitions in memory; characters. */
const definitionsMax = 500_000;

function sizeOf({ temporaries }: RewriteContext): number {
  return [...temporaries.views.values()].reduce((sum, view) => sum + (view?.definition.length ?? 0), 0);
}

/** A name that stands for nothing else. @throws GatewayError `refused`. */
function viewName(range: Struct, context: RewriteContext): string {
  const schema = textOf(range.schemaname);
  if (schema !== undefined && schema !== temporarySchema)
    throw refused(`a temporary view has no place in schema \`${schema}\``);
  assertMay(context);
  const name = textOf(range.relname) ?? '';
  if (context.temporaries.known.has(name))
    throw refused(`\`${name}\` is the name of a temporary table of this session`, 'choose another');
  const { views } = context.temporaries;
  if (views.has(name)) return name;
  assertIsFree(name, context);
  if (views.size >= viewsMax)
    throw refused('the session has defined too many temporary views', 'use their names again, or connect anew');
  return name;
}

/** A session remembers each name that it gave, whatever came of it. */
const viewsMax = 1_000;

const writing: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'IntoClause']);

/** What PostgreSQL refuses in a view would run wherever the definition is put. @throws GatewayError `refused`. */
function assertOnlyReads(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) assertOnlyReads(item);
    return;
  }
  if (!isStruct(value)) return;
  const tag = tagOf(value) ?? '';
  if (writing.has(tag) || value.intoClause !== undefined) throw refused('a view may not write');
  if (tag === 'ParamRef') throw refused('a view has no parameters', 'write the constants');
  for (const field in value) assertOnlyReads(value[field]);
}

/** A DROP VIEW of temporary views, or of such as may be one. */
export function dropsTemporaryViews(struct: Struct, { context: { temporaries, view } }: StatementState): boolean {
  if (struct.removeType !== 'OBJECT_VIEW') return false;
  const names = listOf(struct.objects).map(partsOf);
  const isTemporary = (parts: readonly string[]) =>
    parts.length === 1 ? temporaries.views.has(parts[0] ?? '') : parts[0] === temporarySchema;
  return names.some(isTemporary) || (struct.missing_ok === true && view.may.has('temp') && !view.may.has('ddl'));
}

/** DROP VIEW of the session's own. @throws GatewayError `refused`. */
export function admitDropView(struct: Struct, { context, effects, answer }: StatementState): void {
  assertMay(context);
  if (struct.behavior === 'DROP_CASCADE') throw refused('DROP VIEW of temporary views takes no CASCADE', 'name each');
  struct.objects = listOf(struct.objects).map((node) => {
    const parts = partsOf(node);
    const name = parts.at(-1) ?? '';
    if (parts.length > 2 || (parts.length === 2 && parts[0] !== temporarySchema))
      throw refused(`\`${name}\` is no temporary view of this session`, 'drop the others by a statement of their own');
    if (!context.temporaries.views.has(name)) {
      // What is not there may be dropped with IF EXISTS.
      if (struct.missing_ok !== true) throw refused(`\`${name}\` is no temporary view of this session`);
      assertIsFree(name, context);
    }
    effects.push({ kind: 'view', name, view: null });
    return { List: { items: [stringNode(temporarySchema), stringNode(name)] } };
  });
  answer.isEarlier = true;
}
