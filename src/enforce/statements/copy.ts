import type { Steps } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import {
  as,
  listOf,
  nameParts,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import type { RewriteContext } from '../rewrite/context.js';
import { rewriteField } from '../rewrite/expression.js';
import { rewriteFromItem } from '../rewrite/from-item.js';
import { rewriteQuery, topLevel } from '../rewrite/query.js';
import { innerScope } from '../rewrite/scope.js';
import { assertColumnWritable, openTarget, targetItem } from '../rewrite/target.js';
import { rewriteWritingQuery } from '../rewrite/writing-query.js';

/**
 * COPY between a relation or query and the client. A protected relation is copied out as a query over its guard, so that
 * text, CSV and binary are right by construction.
 *
 * @throws GatewayError `refused`.
 */
export function* admitCopy(struct: Struct, context: RewriteContext): Steps<void> {
  if (struct.filename !== undefined || struct.is_program === true) {
    throw refused('COPY to or from a file or program of the server is refused', 'use STDIN or STDOUT');
  }
  spellOptions(struct);
  if (struct.query !== undefined) return yield* copyQuery(struct.query as TreeNode, context);
  if (struct.is_from === true) return yield* copyFrom(struct, context);
  yield* copyTo(struct, context);
}

/**
 * The old spelling `CSV HEADER`, which psql's users still type, reads as an option with the value true; it is printed as
 * `(FORMAT csv, HEADER)`, which reads as one without a value and means the same (PostgreSQL docs, COPY).
 */
function spellOptions(struct: Struct): void {
  for (const node of listOf(struct.options)) {
    const option = as(node, 'DefElem');
    const value = option === undefined ? undefined : as(option.arg as TreeNode | undefined, 'Boolean');
    if (option !== undefined && value?.boolval === true) delete option.arg;
  }
}

function* copyQuery(query: TreeNode, context: RewriteContext): Steps<void> {
  const select = as(query, 'SelectStmt');
  if (select !== undefined) {
    yield* rewriteQuery(select, topLevel, context);
    return;
  }
  const tag = tagOf(query) ?? '';
  yield* rewriteWritingQuery(tag, as(query, tag) as Struct, topLevel, context);
}

function* copyTo(struct: Struct, context: RewriteContext): Steps<void> {
  const relation = struct.relation as Struct;
  const scope = innerScope(null, null);
  // COPY t reads ONLY t: rows of its children are not copied (PostgreSQL docs, COPY).
  const item = yield* rewriteFromItem({ RangeVar: relation }, scope, context);
  const subselect = as(item, 'RangeSubselect');
  if (subselect === undefined) return;
  const [guard] = scope.items;
  const names = nameParts(struct.attlist) ?? [];
  const known = guard?.columns?.map((column) => column.name);
  // In a query, the relation's own name would mean the whole row.
  const unknown = known === undefined ? undefined : names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UnknownName(
      'undefined_column',
      `column "${unknown}" of relation "${textOf(relation.relname)}" does not exist`,
    );
  // Of a relation COPY leaves generated columns out, and of a query it takes what that has.
  const generated = new Set(
    guard?.guard?.compiled.columns.flatMap(({ column }) => (column.generated ? [column.name] : [])),
  );
  const computed = names.find((name) => generated.has(name));
  if (computed !== undefined) throw generatedColumn(computed);
  const columns = names.length > 0 ? names : (known ?? []).filter((name) => !generated.has(name));
  delete struct.relation;
  delete struct.attlist;
  struct.query = {
    SelectStmt: {
      targetList: columns.map((name) => ({ ResTarget: { val: { ColumnRef: { fields: [stringNode(name)] } } } })),
      fromClause: [item],
      limitOption: 'LIMIT_OPTION_DEFAULT',
      op: 'SETOP_NONE',
    },
  };
}

/** PostgreSQL's words. */
function generatedColumn(name: string): GatewayError {
  return new GatewayError('refused', `column "${name}" is a generated column`, {
    sqlstate: '42P10',
    detail: 'Generated columns cannot be used in COPY.',
    hint: 'try the COPY (SELECT ...) TO variant',
  });
}

function* copyFrom(struct: Struct, context: RewriteContext): Steps<void> {
  const target = openTarget(struct.relation as Struct, context);
  const { compiled } = target;
  if (compiled !== null) {
    refuseUncheckedBytes(struct);
    if (struct.attlist === undefined) {
      const all = target.relation.columns.filter((column) => !column.generated);
      struct.attlist = all.map((column) => stringNode(column.name));
    }
    for (const node of listOf(struct.attlist)) assertColumnWritable(stringOf(node) ?? '', compiled);
  }
  const scope = innerScope(null, null);
  scope.items.push(targetItem(target, context));
  yield* rewriteField(struct, 'whereClause', { scope, exposed: false, context });
}

/** PostgreSQL takes any bytes as SQL_ASCII, whatever the database's encoding is: masks and searches would then fail on the row. */
function refuseUncheckedBytes(struct: Struct): void {
  for (const node of listOf(struct.options)) {
    const option = as(node, 'DefElem');
    if (option === undefined || textOf(option.defname) !== 'encoding') continue;
    const encoding = stringOf(option.arg as TreeNode) ?? '';
    if (encoding.replace(/[^a-z0-9]/gi, '').toLowerCase() === 'sqlascii')
      throw refused('COPY of bytes that nobody checks is refused', 'name the encoding that the data have');
  }
}
