import { inOneGo, randomToken, type Steps } from '../base/index.js';
import { GatewayError } from '../errors/index.js';
import {
  blankComments,
  type ParsedStatement,
  parseInSteps,
  preparableKinds,
  print,
  type StatementLimits,
  type TextTemplate,
  type TreeNode,
  tagOf,
} from '../sql/index.js';
import type { RewrittenAnswer } from './gate.js';
import { PlanningTime } from './planning-time.js';
import { printHoled, readBack, type StatementText } from './read-back.js';
import { assertRelationsMayStand } from './referee.js';
import { refused, UnknownName } from './refused.js';
import { SplicedLength } from './rewrite/bounds.js';
import { applyEdits, type Edit, Edits } from './rewrite/edits.js';
import { assertNoForeignCast } from './rewrite/foreign-casts.js';
import { mention } from './rewrite/mentions.js';
import { newContext } from './rewrite/new-context.js';
import type { PermittedView } from './rewrite/permitted-view.js';
import { assertTellsNobody } from './rewrite/tells-nobody.js';
import { newTemporaries, settleTemporaries } from './rewrite/temporaries.js';
import { admitChecks } from './rewrite/types.js';
import { type Trace, traceOf } from './sent-text.js';
import { type ShownFields, shownFields } from './shown-fields.js';
import { admitStatement } from './statements/admit-statement.js';
import type { Effect } from './statements/effect.js';
import type { SessionState, StatementState } from './statements/statement-state.js';
import { Literals } from './template/literals.js';
import { parameterTypesOf } from './template/parameter-places.js';
import { canServe } from './template/template-plan.js';

/** A text that has been read, but not judged. */
export interface ReadText {
  /** What is planned: the client's text, or that with its comments blank, character by character. */
  readonly text: string;
  /** UTF-8. */
  readonly bytes: Buffer;
  readonly statements: readonly ParsedStatement[];
  /** Type OIDs that a Parse message declared; 0: none. */
  readonly parameterTypes: readonly number[];
  /** Those of the text, when its plan may serve texts with others; it has one statement then. */
  readonly literals: Literals | null;
  /** How many values there are in lists of which some stand for all, by where the first begins in `bytes`: see planned-lists.ts. */
  readonly longLists: ReadonlyMap<number, number>;
  /** Some of its values stand for all: what stands behind them is elsewhere in the client's text. */
  readonly isReduced?: boolean;
  /** How long it may be planned. */
  readonly time: PlanningTime;
  /** What has been put into its statements so far. */
  readonly spliced: SplicedLength;
}

/** One statement of a text, ready to be sent. */
export interface PlannedStatement extends StatementText {
  /** Where each of the client's bytes went; null when the statement was printed from its tree. */
  readonly trace: Trace | null;
  readonly touchesProtected: boolean;
  /** It stands on what was planned earlier in its session, under a name. */
  readonly isEarlier: boolean;
  /** Its answer may not have more rows; null: no limit. */
  readonly rowsMax: number | null;
  /** What stands in the place of the server's answer; null: that itself. */
  readonly rewritten: RewrittenAnswer | null;
  readonly fields: ShownFields;
  readonly effects: readonly Effect[];
  /** The types that it brings together; null where that does not matter: see foreign-casts.ts. */
  readonly mentions: ReadonlySet<number> | null;
  /** Names that the session gave may have decided: it is planned anew each time. */
  readonly hangsOnNames: boolean;
}

/**
 * `template` is the text's, when its plan is to serve others of the template; `time` how long it has been planned before.
 *
 * @throws GatewayError `syntax`, `statement_too_complex`.
 */
export function readText(...read: Parameters<typeof readInSteps>): ReadText {
  return inOneGo(readInSteps(...read));
}

/** As `readText`. */
export function* readInSteps(
  text: string,
  parameterTypes: readonly number[],
  limits: StatementLimits,
  template: TextTemplate | null = null,
  time = new PlanningTime(),
): Steps<ReadText> {
  time.begin();
  const spliced = new SplicedLength();
  try {
    const statements = yield* parseFew(text, limits);
    time.check();
    const [only] = statements;
    const serves = template !== null && only !== undefined && statements.length === 1 && canServe(only.node);
    const literals = serves ? new Literals(template.literals, nonce) : null;
    const bytes = Buffer.from(text, 'utf8');
    return { text, bytes, statements, parameterTypes, literals, longLists: noLists, time, spliced };
  } catch (fault) {
    const blank = fault instanceof GatewayError && fault.code === 'syntax' ? blankComments(text) : null;
    if (blank === null) throw fault;
    // What is read here is what is sent: should a comment have been none, the client's statement was another, and not judged.
    const statements = yield* parseFew(blank, limits);
    return {
      text: blank,
      bytes: Buffer.from(blank, 'utf8'),
      statements,
      parameterTypes,
      literals: null,
      longLists: noLists,
      time,
      spliced,
    };
  }
}

const noLists: ReadonlyMap<number, number> = new Map();

/** Each is planned on its own, which takes its time however short it is. */
const statementsMax = 160;

function* parseFew(text: string, limits: StatementLimits): Steps<readonly ParsedStatement[]> {
  const statements = yield* parseInSteps(text, limits);
  if (statements.length <= statementsMax) return statements;
  throw new GatewayError('statement_too_complex', `the text has more than ${statementsMax} statements`, {
    hint: 'send them in several texts',
  });
}

/** As `planInSteps`, in one go. */
export function planStatement(
  read: ReadText,
  statement: ParsedStatement,
  view: PermittedView,
  session: SessionState,
): PlannedStatement {
  return inOneGo(planInSteps(read, statement, view, session));
}

/**
 * Rewrites one statement of a text, and has the referee look at what would be sent.
 *
 * @throws GatewayError `refused` and its kin; UnknownName for a name that the catalog snapshot does not have.
 */
export function* planInSteps(
  { bytes, parameterTypes, literals, longLists, isReduced, time, spliced }: ReadText,
  statement: ParsedStatement,
  view: PermittedView,
  session: SessionState,
): Steps<PlannedStatement> {
  const { node, start, end } = statement;
  literals?.watch(node, bytes);
  const types = literals === null || parameterTypes.length > 0 ? null : tryParameterTypes(node, view, literals);
  yield;
  const context = newContext({
    view,
    statement: node,
    edits: new Edits(bytes),
    literals,
    longLists,
    parameterTypes,
    nonce,
    bytes: end - start,
    spliced,
    temporaries: newTemporaries(session.temporary?.known, session.temporary?.permit, session.temporary?.views),
  });
  mention(context, parameterTypes);
  for (const oid of parameterTypes) admitChecks(oid, context);
  const effects: Effect[] = [];
  const answer: StatementState['answer'] = { isEarlier: false, rowsMax: null, lookups: 0, rewritten: null };
  try {
    yield* admitStatement(node, { ...session, context, effects, answer });
  } catch (fault) {
    throw fault instanceof UnknownName && isReduced !== true && placing.has(tagOf(node) ?? '')
      ? fault.positioned(bytes)
      : fault;
  }
  if (context.findings.returnsProtected && context.findings.writes > 1) {
    throw refused(
      'a statement that writes what another one in it returns is not handled by the guard',
      'send the two one after the other',
    );
  }
  // A value that was read as the one setting says is read for the next row as the other does, and may raise: also for a hidden row.
  if (context.findings.changesSettings && [...context.touched].some(({ filter }) => filter !== null)) {
    throw refused(
      'a setting is not changed by a statement on a relation of which not all rows may be seen',
      'use SET, or SELECT set_config(…) by itself',
    );
  }
  assertTellsNobody(node, context);
  const { temporaries } = context;
  if (temporaries.read.size + temporaries.written.size > 0) {
    const touches = context.touched.size > 0 || context.findings.mayTell || answer.isEarlier;
    for (const relation of settleTemporaries(temporaries, touches)) effects.push({ kind: 'temporary', relation });
    answer.isEarlier = true;
  }
  // What a view is may be another thing when the statement runs.
  if (temporaries.viewsRead.length > 0) answer.isEarlier = true;
  yield;
  assertNoForeignCast(context);
  assertRelationsMayStand(node, context);
  literals?.stop();
  time.check();
  const touchesProtected = context.touched.size > 0 || answer.isEarlier || context.findings.mayTell;
  const rowsMax = touchesProtected ? leastOf(session.rowsMax, answer.rowsMax) : null;
  const shared = {
    touchesProtected,
    isEarlier: answer.isEarlier,
    rowsMax,
    rewritten: answer.rewritten,
    fields: shownFields(context.touched, context.findings.lookups + answer.lookups, context.findings.lookupArrays),
    effects,
    mentions: context.mentions,
    hangsOnNames: !freeOfNames.has(tagOf(node) ?? ''),
  };
  const edits = context.edits.within(start, end);
  const places = literals?.edits(start, end) ?? [];
  const text = function* (written: string): Steps<StatementText | null> {
    yield;
    const read = yield* readBack(node, context, written, types);
    time.check();
    yield;
    return read;
  };
  const edited = context.edits.sayAll
    ? yield* text(applyEdits(bytes, start, end, inOrder([...edits, ...places])))
    : null;
  if (edited !== null) return { ...edited, trace: traceOf(start, end, edits, context), ...shared };
  const printed = (yield* text(printHoled(node, literals))) ?? (yield* text(print(node)));
  if (printed === null) throw refused('the statement does not print back to itself', 'write it in another way');
  return { ...printed, trace: null, ...shared };
}

/** What can't be found out here is said when the statement is rewritten. */
function tryParameterTypes(node: TreeNode, view: PermittedView, literals: Literals): readonly number[] | null {
  try {
    return parameterTypesOf(node, view, literals);
  } catch {
    return null;
  }
}

/** Statements of which PostgreSQL says where a name stands that it does not know. */
const placing: ReadonlySet<string> = new Set([
  ...preparableKinds,
  'PrepareStmt',
  'DeclareCursorStmt',
  'ExplainStmt',
  'CreateTableAsStmt',
]);

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.length < 2 ? edits : [...edits].sort((left, right) => left.start - right.start);
}

/** Kinds of statement that say the same in every session of an asker. */
const freeOfNames: ReadonlySet<string> = new Set([
  ...preparableKinds,
  'CopyStmt',
  'TransactionStmt',
  'VariableSetStmt',
  'VariableShowStmt',
]);

/** The least of limits, of which null is none. */
export function leastOf(...limits: readonly (number | null)[]): number | null {
  const given = limits.filter((limit) => limit !== null);
  return given.length === 0 ? null : Math.min(...given);
}

/** Unknown to clients, so that none can write what stands for a guard. */
const nonce = randomToken(8);
