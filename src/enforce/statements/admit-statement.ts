import { as, type Struct, type TreeNode, tagOf, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { rewriteQuery, rewriteStandalone } from '../rewrite/query.js';
import { rewriteWritingQuery } from '../rewrite/writing-query.js';
import { admitCopy } from './copy.js';
import { admitSet, admitShow } from './settings.js';
import type { StatementState } from './statement-state.js';

type Admit = (struct: Struct, state: StatementState) => void;

const topLevel = { outer: null, ctes: null, exposed: false } as const;

const select: Admit = (struct, { context }) => void rewriteQuery(struct, topLevel, context);
const writing =
  (tag: string): Admit =>
  (struct, { context }) =>
    void rewriteWritingQuery(tag, struct, topLevel, context);
const pass: Admit = () => {};

/** Each kind of statement that is handled. What is not here is refused. */
const kinds: Readonly<Record<string, Admit>> = {
  SelectStmt: select,
  InsertStmt: writing('InsertStmt'),
  UpdateStmt: writing('UpdateStmt'),
  DeleteStmt: writing('DeleteStmt'),
  MergeStmt: writing('MergeStmt'),
  CopyStmt: (struct, { context }) => admitCopy(struct, context),
  TransactionStmt: pass,
  ConstraintsSetStmt: pass,
  UnlistenStmt: pass,
  VariableSetStmt: admitSet,
  VariableShowStmt: admitShow,
  DiscardStmt: admitDiscard,
  PrepareStmt: admitPrepare,
  ExecuteStmt: admitExecute,
  DeallocateStmt: (struct, state) =>
    void state.effects.push({ kind: 'forget', what: 'prepared', name: textOf(struct.name) ?? null }),
  DeclareCursorStmt: admitDeclare,
  FetchStmt: pass,
  ClosePortalStmt: (struct, state) =>
    void state.effects.push({ kind: 'forget', what: 'cursor', name: textOf(struct.portalname) ?? null }),
  ExplainStmt: admitExplain,
};

/**
 * Rewrites one statement in place for the asker of the state's view.
 *
 * @throws GatewayError `refused` with what and why; UnknownName for a name that the catalog snapshot does not have.
 */
export function admitStatement(node: TreeNode, state: StatementState): void {
  const tag = tagOf(node);
  const struct = tag === null ? undefined : as(node, tag);
  if (tag === null || struct === undefined) throw refused('an empty statement can not be judged');
  const admit = kinds[tag];
  if (admit === undefined)
    throw refused(`${describe(tag)} is not permitted through the gateway`, 'connect to the store itself for it');
  admit(struct, state);
}

/** `CreateStmt` as people say it. */
function describe(tag: string): string {
  return `statement kind \`${tag
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()}\``;
}

function admitDiscard(struct: Struct, state: StatementState): void {
  if (textOf(struct.target) !== 'DISCARD_ALL' && struct.target !== undefined) return;
  state.effects.push(
    { kind: 'forget', what: 'prepared', name: null },
    { kind: 'forget', what: 'cursor', name: null },
    { kind: 'search_path', text: null, local: false },
    { kind: 'purpose', purpose: null, local: false },
  );
}

function admitPrepare(struct: Struct, state: StatementState): void {
  admitStatementWithin(struct.query as TreeNode, state);
  state.effects.push({ kind: 'remember', what: 'prepared', name: textOf(struct.name) ?? '' });
}

function admitExecute(struct: Struct, state: StatementState): void {
  const name = textOf(struct.name) ?? '';
  if (!state.remembered.prepared.has(name)) {
    throw refused(
      'EXECUTE takes statements that PREPARE made in this session',
      'prepare the statement again with PREPARE',
    );
  }
  const params = struct.params;
  if (Array.isArray(params)) struct.params = params.map((node) => rewriteStandalone(node as TreeNode, state.context));
}

function admitDeclare(struct: Struct, state: StatementState): void {
  admitStatementWithin(struct.query as TreeNode, state);
  state.effects.push({ kind: 'remember', what: 'cursor', name: textOf(struct.portalname) ?? '' });
}

/** What stands inside PREPARE, DECLARE and EXPLAIN: reading and writing, nothing else. */
function admitStatementWithin(node: TreeNode, state: StatementState): void {
  const tag = tagOf(node) ?? '';
  if (!['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(tag)) {
    throw refused(`${describe(tag)} is not handled by the guard here`);
  }
  admitStatement(node, state);
}

function admitExplain(struct: Struct, state: StatementState): void {
  if (!state.context.view.may.has('explain')) {
    throw refused('EXPLAIN is not permitted', 'an operator can permit it: `may: [explain]`');
  }
  admitStatementWithin(struct.query as TreeNode, state);
  if (state.context.touched.size > 0) {
    throw refused(
      'EXPLAIN of protected relations is not handled by the guard',
      'a plan shows filters and estimates of what is hidden',
    );
  }
}
