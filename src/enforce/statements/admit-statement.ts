import type { Steps } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import { as, listOf, preparableKinds, type Struct, type TreeNode, tagOf, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { rewriteQuery, rewriteStandalone, topLevel } from '../rewrite/query.js';
import { type TemporaryRelation, temporarySchema } from '../rewrite/temporaries.js';
import { admitType } from '../rewrite/types.js';
import { rewriteWritingQuery } from '../rewrite/writing-query.js';
import { admitCall } from './call.js';
import { admitCode, dropsCode } from './code.js';
import { admitCopy } from './copy.js';
import { definitions } from './definitions/index.js';
import type { Origin } from './effect.js';
import { admitExplain } from './explain.js';
import { admitLock } from './lock.js';
import { admitMaintenance } from './maintenance.js';
import { admitChannel } from './notify.js';
import { followSettingCalls } from './setting-calls.js';
import { admitSet, admitShow } from './settings.js';
import type { StatementState } from './statement-state.js';
import { admitCreateTable, admitCreateTableAs, admitDrop, dropsTemporary, spellSelectInto } from './temporary.js';
import { alterTemporary, changedTemporary, indexTemporary, renameInTemporary } from './temporary-changes.js';
import { admitCreateView, admitDropView, dropsTemporaryViews } from './temporary-view.js';
import { admitTransaction } from './transaction.js';
import { admitTruncate } from './truncate.js';

type Admit = (struct: Struct, state: StatementState) => void;
type AdmitInSteps = (struct: Struct, state: StatementState) => Steps<void>;

function writing(tag: string): AdmitInSteps {
  return function* (struct, { context }) {
    yield* rewriteWritingQuery(tag, struct, topLevel, context);
  };
}

const pass: Admit = () => {};

/** Kinds of statement that can be long, and have queries in them. */
const queries: Readonly<Record<string, AdmitInSteps>> = {
  *SelectStmt(struct, { context }) {
    yield* rewriteQuery(struct, topLevel, context);
  },
  InsertStmt: writing('InsertStmt'),
  UpdateStmt: writing('UpdateStmt'),
  DeleteStmt: writing('DeleteStmt'),
  MergeStmt: writing('MergeStmt'),
  *CopyStmt(struct, { context }) {
    yield* admitCopy(struct, context);
  },
  PrepareStmt: admitPrepare,
  DeclareCursorStmt: admitDeclare,
  *ExplainStmt(struct, state) {
    yield* admitExplain(struct, state, admitStatementWithin(struct.query as TreeNode, state));
  },
  *CreateTableAsStmt(struct, state) {
    if (isTemporary((struct.into as Struct).rel)) yield* admitCreateTableAs(struct, state);
    else definitions.CreateTableAsStmt?.(struct, state);
  },
  *ViewStmt(struct, state) {
    if (isTemporary(struct.view)) yield* admitCreateView(struct, state);
    else definitions.ViewStmt?.(struct, state);
  },
};

/** The others that are handled. What is not here is refused. */
const kinds: Readonly<Record<string, Admit>> = {
  TransactionStmt: admitTransaction,
  ConstraintsSetStmt: pass,
  UnlistenStmt: pass,
  ListenStmt: admitChannel,
  NotifyStmt: admitChannel,
  LockStmt: (struct, { context }) => admitLock(struct, context),
  TruncateStmt: (struct, { context }) => admitTruncate(struct, context),
  VacuumStmt: admitMaintenance,
  ReindexStmt: admitMaintenance,
  ClusterStmt: admitMaintenance,
  RefreshMatViewStmt: admitMaintenance,
  VariableSetStmt: admitSet,
  VariableShowStmt: admitShow,
  DiscardStmt: admitDiscard,
  ExecuteStmt: admitExecute,
  DeallocateStmt: (struct, state) => void state.effects.push({ kind: 'deallocate', name: textOf(struct.name) ?? null }),
  FetchStmt: admitFetch,
  ClosePortalStmt: (struct, state) =>
    void state.effects.push({ kind: 'close', name: textOf(struct.portalname) ?? null }),
  CallStmt: admitCall,
  DoStmt: admitCode,
  CreateFunctionStmt: admitCode,
  ...definitions,
  AlterTableStmt: changing('AlterTableStmt', alterTemporary),
  IndexStmt: changing('IndexStmt', indexTemporary),
  RenameStmt: changing('RenameStmt', renameInTemporary),
  CreateStmt: (struct, state) => {
    if (isTemporary(struct.relation)) admitCreateTable(struct, state);
    else definitions.CreateStmt?.(struct, state);
  },
  DropStmt: (struct, state) => {
    if (dropsCode(struct)) return admitCode(struct, state);
    if (dropsTemporaryViews(struct, state)) return admitDropView(struct, state);
    return dropsTemporary(struct, state) ? admitDrop(struct, state) : definitions.DropStmt?.(struct, state);
  },
};

/** Of a temporary table of the session, or a definition. */
function changing(
  tag: string,
  change: (struct: Struct, temporary: TemporaryRelation, state: StatementState) => void,
): Admit {
  return (struct, state) => {
    const temporary = changedTemporary(struct, state);
    if (temporary === undefined) definitions[tag]?.(struct, state);
    else change(struct, temporary, state);
  };
}

/** What is made is to be temporary. */
function isTemporary(range: unknown): boolean {
  const { relpersistence, schemaname } = range as Struct;
  return relpersistence === 't' || schemaname === temporarySchema;
}

/**
 * Rewrites one statement in place for the asker of the state's view.
 *
 * @throws GatewayError `refused` with what and why; UnknownName for a name that the catalog snapshot does not have.
 */
export function* admitStatement(node: TreeNode, state: StatementState): Steps<void> {
  spellSelectInto(node);
  followSettingCalls(node, state);
  yield* admitKind(node, state);
}

function* admitKind(node: TreeNode, state: StatementState): Steps<void> {
  const tag = tagOf(node);
  const struct = tag === null ? undefined : as(node, tag);
  if (tag === null || struct === undefined) throw refused('an empty statement can not be judged');
  const inSteps = queries[tag];
  if (inSteps !== undefined) return yield* inSteps(struct, state);
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
  if (struct.target === undefined || discardsTemporary.has(textOf(struct.target) ?? '')) {
    for (const name of state.context.temporaries.views.keys()) state.effects.push({ kind: 'view', name, view: null });
  }
  if (textOf(struct.target) !== 'DISCARD_ALL' && struct.target !== undefined) return;
  state.effects.push(
    { kind: 'deallocate', name: null },
    { kind: 'close', name: null },
    { kind: 'search_path', text: null, local: false },
    { kind: 'purpose', purpose: null, local: false },
  );
}

const discardsTemporary: ReadonlySet<string> = new Set(['DISCARD_ALL', 'DISCARD_TEMP']);

/** Names that SQL gives in one session: each keeps its statement here, too. A Parse message's have a bound of their own. */
const namesMax = 1_000;

/** Characters of their texts, as they came and as they were sent. */
const namedTextsMax = 33_554_432;

/** @throws GatewayError `limit_exceeded`. */
function assertFewNames(origins: readonly (Origin | null)[], what: string, hint: string): void {
  if (origins.length >= namesMax)
    throw new GatewayError('limit_exceeded', `the session holds ${namesMax} ${what} already`, { hint });
  const length = origins.reduce((sum, origin) => sum + lengthOf(origin), 0);
  if (length > namedTextsMax)
    throw new GatewayError('limit_exceeded', `the session holds ${what} that are too long together`, { hint });
}

function lengthOf(origin: Origin | null): number {
  return origin === null ? 0 : origin.clientText.length + origin.sentText.length;
}

function* admitPrepare(struct: Struct, state: StatementState): Steps<void> {
  const { prepared } = state.remembered;
  assertFewNames([...prepared.values()], 'statements of PREPARE', 'DEALLOCATE those that are not needed');
  for (const node of listOf(struct.argtypes)) admitType(as(node, 'TypeName') ?? {}, state.context);
  yield* admitStatementWithin(struct.query as TreeNode, state);
  state.effects.push({ kind: 'prepare', name: textOf(struct.name) ?? '', origin: null });
}

const prepareAnew = 'DEALLOCATE it and PREPARE it again, or take another name';
const declareAnew = 'CLOSE it and DECLARE it again, or take another name';

function admitExecute(struct: Struct, state: StatementState): void {
  const name = textOf(struct.name) ?? '';
  const { prepared, formerPrepared } = state.remembered;
  const origin = prepared.get(name);
  if (origin === undefined) {
    if ((formerPrepared?.under(name).length ?? 0) > 0) {
      throw refused('what stands under this name may be gone', prepareAnew);
    }
    throw new GatewayError('undefined_statement', `prepared statement ${shownName(name)} does not exist`, {
      hint: 'EXECUTE takes statements that PREPARE made in this session',
    });
  }
  state.answer.isEarlier = true;
  const former = formerPrepared?.under(name) ?? [];
  state.answer.lookups = Math.max(...[origin, ...former].map((one) => one?.lookups ?? 0));
  assertHold([origin, ...former], state, prepareAnew);
  const params = struct.params;
  // What is given becomes what the parameters are, as if it were stored in them.
  state.context.findings.assigns = true;
  for (const one of [origin, ...former]) for (const oid of one?.mentions ?? []) state.context.mentions?.add(oid);
  if (Array.isArray(params)) struct.params = params.map((node) => rewriteStandalone(node as TreeNode, state.context));
}

/**
 * What runs under a name must be what would be planned under it today: policy, agreement and catalog may have changed. So must
 * be what stood there before, for it may stand there still.
 *
 * @throws GatewayError `refused`.
 */
function assertHold(origins: readonly (Origin | null)[], state: StatementState, hint: string): void {
  if (origins.every((origin) => origin !== null && state.holds(origin))) return;
  throw refused('what stands under this name was planned under another purpose, policy or catalog', hint);
}

function* admitDeclare(struct: Struct, state: StatementState): Steps<void> {
  const declared = [...state.remembered.cursors.values()].map(({ origin }) => origin);
  assertFewNames(declared, 'cursors', 'CLOSE those that are not needed');
  state.context.findings.isFetched = true;
  yield* admitStatementWithin(struct.query as TreeNode, state);
  const touches = state.context.touched.size > 0;
  state.effects.push({
    kind: 'declare',
    name: textOf(struct.portalname) ?? '',
    hold: (Number(struct.options ?? 0) & cursorOptionHold) !== 0,
    rowsMax: touches ? state.rowsMax : null,
    origin: null,
  });
}

/** CURSOR_OPT_HOLD of parsenodes.h. */
const cursorOptionHold = 0x20;

/** FETCH and MOVE. @throws GatewayError `refused`. */
function admitFetch(struct: Struct, state: StatementState): void {
  const name = textOf(struct.portalname) ?? '';
  const { cursors, formerCursors } = state.remembered;
  const cursor = cursors.get(name);
  if (cursor === undefined) {
    if ((formerCursors?.under(name).length ?? 0) > 0) {
      throw refused('what stands under this name may be gone', declareAnew);
    }
    throw new GatewayError('undefined_statement', `cursor ${shownName(name)} does not exist`, {
      sqlstate: '34000',
      hint: 'FETCH and MOVE take cursors that DECLARE made in this session',
    });
  }
  state.answer.isEarlier = true;
  const former = formerCursors?.under(name) ?? [];
  assertHold([cursor.origin, ...former], state, declareAnew);
  if (struct.ismove === true) return;
  state.answer.rowsMax = leastOf(cursor.rowsLeft, state.remembered.rowsLeftUnder?.(name) ?? null);
  // ABSOLUTE and RELATIVE give one row, wherever it is.
  const byPlace = struct.direction === 'FETCH_ABSOLUTE' || struct.direction === 'FETCH_RELATIVE';
  // Below zero it goes the other way; 0 gives the row that it stands on.
  const asked = Math.max(1, Math.abs(Number(struct.howMany ?? 0)));
  state.effects.push({ kind: 'fetch', name, rows: byPlace ? 1 : asked });
}

function leastOf(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** A name that its client has just said, as PostgreSQL's messages have it. */
function shownName(name: string): string {
  return `"${name.replace(/\p{C}/gu, '?')}"`;
}

/** What stands inside PREPARE, DECLARE and EXPLAIN: reading and writing, nothing else. */
function* admitStatementWithin(node: TreeNode, state: StatementState): Steps<void> {
  const tag = tagOf(node) ?? '';
  if (!preparableKinds.has(tag)) {
    throw refused(`${describe(tag)} is not handled by the guard here`);
  }
  yield* admitKind(node, state);
}
