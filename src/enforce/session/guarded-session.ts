import { forATurn, inOneGo, invariant, type Steps } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import { longerThan, type Relation } from '../../sql/index.js';
import { recordOf, withoutPlaces } from '../forwardable.js';
import type { ForwardableStatement, GateSession, PreparedByName, Unfinished, Verdict } from '../gate.js';
import type { PlanSpace } from '../plan-space.js';
import { PlanningTime } from '../planning-time.js';
import { UnknownName } from '../refused.js';
import { type CompiledRelation, compiledByAttribute, describeColumn } from '../relation/compiled-relation.js';
import { toldByName } from '../rewrite/telling-parts.js';
import type { Effect } from '../statements/effect.js';
import { purposeSetting } from '../statements/settings.js';
import { AskerSpaces } from './asker-spaces.js';
import { type BegunText, isSameQuestion, type LeftText, type TextQuestion } from './begun-text.js';
import { DisclosureCounts, lookupsIn } from './disclosure-counts.js';
import { explainedExecute } from './explained-execute.js';
import { endsTransaction, openEnd } from './open-end.js';
import { PendingCatalog } from './pending-catalog.js';
import { Remembered } from './remembered.js';
import { saysStoresOwn, scrubFields, withClientPosition } from './scrub.js';
import type { SessionFacts } from './session-facts.js';
import { SessionSettings } from './session-settings.js';
import { type EarlierStatements, TextPlanner } from './text-planner.js';

/** One connection's dealings with the gate, where there is something to guard. */
export class GuardedSession implements GateSession {
  readonly transparent = false;
  readonly #facts: SessionFacts;
  readonly #earlier: EarlierStatements;
  readonly #spaces: AskerSpaces;
  readonly #planner: TextPlanner;
  readonly #counts: DisclosureCounts;
  /** A statement has touched protected relations: what the server says from then on is scrubbed. */
  #hasTouchedProtected = false;
  /** A transaction in which something was set has been told to end, and what holds now is known with ReadyForQuery. */
  #isOver = false;
  /** Definitions have ended with their transaction: what they came to is looked up before the next statement. */
  #isStale = false;
  /** The catalog was loaded anew for the text that comes next: an unknown name in it is unknown for good. */
  #isFresh = false;
  /** A text whose planning was left off. */
  #left: LeftText | null = null;
  /** Counts what a text may have been planned by: where it has grown meanwhile, planning begins anew. */
  #changes = 0;

  constructor(facts: SessionFacts) {
    this.#facts = facts;
    const { startup, purpose } = facts;
    const searchPath = startup.searchPath ?? facts.catalog.current().defaultSearchPath;
    this.#earlier = {
      settings: new SessionSettings({ searchPath, purpose }),
      remembered: nothingRemembered,
      pending: new PendingCatalog(),
    };
    this.#spaces = new AskerSpaces(facts);
    this.#planner = new TextPlanner(facts, this.#spaces, this.#earlier);
    this.#counts = new DisclosureCounts(facts);
  }

  get purpose(): string | null {
    return this.#earlier.settings.values.purpose;
  }

  admit(
    text: string,
    protocol: 'simple' | 'extended',
    parameterTypes: readonly number[] = [],
    prepared: PreparedByName = nothingPrepared,
  ): Verdict {
    const asked = { text, protocol, parameterTypes };
    const verdict = this.#known(asked) ?? this.#judge(this.#begin(asked, prepared), inOneGo);
    invariant(verdict !== null, 'what is planned in one go is finished');
    return verdict;
  }

  admitInTurns(
    text: string,
    protocol: 'simple' | 'extended',
    parameterTypes: readonly number[] = [],
    prepared: PreparedByName = nothingPrepared,
  ): Verdict | Unfinished {
    const asked = { text, protocol, parameterTypes };
    const known = this.#known(asked);
    if (known !== null) return known;
    const begun = this.#goOn(asked) ?? this.#begin(asked, prepared);
    this.#isFresh = false;
    const verdict = this.#judge(begun, (steps) => forATurn(steps, turnMs));
    if (verdict !== null) return verdict;
    begun.time.rest();
    this.#left = { ...begun, space: this.#currentSpace(), changes: this.#changes };
    return { kind: 'unfinished' };
  }

  tooLong(textBytes: number): GatewayError | null {
    const { limits } = this.#facts.state.options;
    return textBytes > limits.statementBytesMax ? longerThan(limits) : null;
  }

  forgetUnfinished(): void {
    this.#left = null;
  }

  /** What is said of a text that was planned before: most are. Null for any other. */
  #known(asked: TextQuestion): Verdict | null {
    if (this.#isOver || this.#isStale || this.#left !== null) return null;
    try {
      const statement = this.#planner.known(asked);
      if (statement === null) return null;
      this.#isFresh = false;
      return this.#withinBudget(statement, asked.protocol);
    } catch {
      // Planning says why.
      return null;
    }
  }

  #begin(asked: TextQuestion, prepared: PreparedByName): BegunText {
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    const time = new PlanningTime();
    return { ...asked, isFresh, time, steps: this.#plan(asked, prepared, isFresh, time) };
  }

  *#plan(
    asked: TextQuestion,
    prepared: PreparedByName,
    isFresh: boolean,
    time: PlanningTime,
  ): Steps<ForwardableStatement> {
    const text = this.#spelled(asked.text, prepared);
    if (text === asked.text) return yield* this.#planner.plan(asked, isFresh, time);
    try {
      return withoutPlaces(yield* this.#planner.plan({ ...asked, text }, isFresh, time));
    } catch (fault) {
      throw fault instanceof UnknownName ? fault.unplaced() : fault;
    }
  }

  /** The text that was left off, when that is asked about again, and would be planned by the same. */
  #goOn(asked: TextQuestion): BegunText | null {
    const left = this.#left;
    if (left === null) return null;
    this.#left = null;
    if (!isSameQuestion(left, asked)) return null;
    if (left.changes !== this.#changes || left.space !== this.#currentSpace()) return null;
    left.time.goOn();
    return left;
  }

  /** Null where there is none: planning says why. */
  #currentSpace(): PlanSpace | null {
    try {
      return this.#spaces.current(this.#earlier.settings);
    } catch {
      return null;
    }
  }

  /** Null when `run` has left planning off. */
  #judge(
    { protocol, isFresh, steps }: BegunText,
    run: (steps: Steps<ForwardableStatement>) => ForwardableStatement | null,
  ): Verdict | null {
    if (this.#isOver) return { kind: 'refuse', error: openEnd() };
    if (this.#isStale && !isFresh) return { kind: 'stale' };
    try {
      const statement = run(steps);
      return statement === null ? null : this.#withinBudget(statement, protocol);
    } catch (fault) {
      if (fault instanceof UnknownName && !isFresh) return { kind: 'stale' };
      if (fault instanceof GatewayError) return { kind: 'refuse', error: fault };
      // A rule or a guard that fails counts as a refusal; nothing of the fault is shown.
      const error = new GatewayError('refused', 'the statement could not be judged', { cause: fault });
      return { kind: 'refuse', error };
    }
  }

  /** What is explained is judged, not the name that it stands under. */
  #spelled(text: string, prepared: PreparedByName): string {
    const { catalog, state } = this.#facts;
    const spelled = explainedExecute(text, state.options.limits, {
      named: (name) => {
        const byProtocol = prepared(name);
        return this.#earlier.remembered.names.prepared.get(name) ?? (byProtocol && (recordOf(byProtocol) ?? null));
      },
      typeByOid: (oid) => catalog.current().typeByOid(oid),
    });
    return spelled ?? text;
  }

  /** What is only prepared looks for nothing yet, and a Query brings no arrays. */
  #withinBudget(statement: ForwardableStatement, protocol: 'simple' | 'extended'): Verdict {
    const error = protocol === 'simple' ? this.#counts.lookupsUsedUp(lookupsOf(statement, 0)) : null;
    return error === null ? { kind: 'forward', statement } : { kind: 'refuse', error };
  }

  async refresh(): Promise<void> {
    await this.#look();
    this.#isFresh = true;
  }

  /** What was pending before is in the catalog now, or never came to be. */
  async #look(): Promise<void> {
    const isOver = this.#isStale;
    const pending = this.#earlier.pending;
    await this.#facts.catalog.refresh();
    if (!isOver || this.#earlier.pending !== pending) return;
    this.#earlier.pending = new PendingCatalog();
    this.#isStale = false;
    this.#changes += 1;
  }

  sent(statement: ForwardableStatement, elements?: number): void {
    const record = recordOf(statement);
    if (record === undefined) return;
    this.#changes += 1;
    if (statement.touchesProtected) {
      this.#hasTouchedProtected = true;
      this.#counts.sent(record.fields, statement.purpose, elements);
    }
    if (this.#earlier.settings.isChanged && endsTransaction(record.effects)) this.#isOver = true;
    for (const effect of record.effects) {
      this.#earlier.settings.apply(effect);
      this.#remember(effect);
      if (effect.kind === 'definition') this.#earlier.pending = this.#earlier.pending.with(effect.change);
    }
  }

  #remember(effect: Effect): void {
    if (this.#earlier.remembered === nothingRemembered && !givesNoName.has(effect.kind))
      this.#earlier.remembered = new Remembered();
    this.#earlier.remembered.apply(effect);
  }

  recheck(statement: ForwardableStatement, elements?: number): GatewayError | null {
    const judged = this.#recheck(statement, elements, (text, types) => this.admit(text, 'extended', types));
    invariant(judged !== 'unfinished', 'what is planned in one go is finished');
    return judged;
  }

  recheckInTurns(statement: ForwardableStatement, elements?: number): GatewayError | 'unfinished' | null {
    return this.#recheck(statement, elements, (text, types) => this.admitInTurns(text, 'extended', types));
  }

  #recheck(
    statement: ForwardableStatement,
    elements: number | undefined,
    admit: (text: string, types: readonly number[]) => Verdict | Unfinished,
  ): GatewayError | 'unfinished' | null {
    if (this.#isOver) return openEnd();
    const record = recordOf(statement);
    if (record === undefined) return notOfTheGate().error;
    try {
      if (!record.isEarlier && record.spaces[0]?.key === this.#spaces.current(this.#earlier.settings).key)
        return this.#counts.lookupsUsedUp(lookupsOf(statement, elements));
      // Planned anew under what holds now: as long as that is the same text, the old plan may run.
      this.#isFresh = true;
      const again = admit(record.clientText, record.parameterTypes);
      if (again.kind === 'unfinished') return again.kind;
      const { rowsMax } = statement;
      // Of a cursor less may be left than when its FETCH was prepared.
      const isSame = (now: ForwardableStatement): boolean =>
        now.bytes.equals(statement.bytes) && now.rowsMax === rowsMax;
      if (again.kind === 'forward' && isSame(again.statement))
        return this.#counts.lookupsUsedUp(lookupsOf(again.statement, elements));
    } catch (fault) {
      if (fault instanceof GatewayError) return fault;
      throw fault;
    }
    return new GatewayError(
      'undefined_statement',
      'the prepared statement was planned under another purpose, policy or catalog',
      {
        hint: 'prepare it again',
      },
    );
  }

  again(statement: ForwardableStatement): Verdict | Unfinished {
    const record = recordOf(statement);
    if (record === undefined) return notOfTheGate();
    return this.admitInTurns(record.clientText, 'extended', record.parameterTypes);
  }

  transactionState(status: 'I' | 'T' | 'E', rolledBack: boolean): void {
    this.#changes += 1;
    this.#isOver = false;
    this.#earlier.remembered.transactionState(status, rolledBack);
    if (status !== 'I') return;
    this.#earlier.settings.transactionEnded(rolledBack);
    if (this.#earlier.pending.isEmpty) return;
    this.#isStale = true;
    // Others shall hear of it too. Should it fail, the next statement of this session asks again.
    this.#look().catch(() => {});
  }

  tripwire(
    tableOid: number,
    attributeNumber: number,
    statement: ForwardableStatement | null = null,
  ): GatewayError | null {
    // System columns have negative numbers (PostgreSQL docs, 5.6): nothing in them is about a person.
    if (tableOid === 0 || attributeNumber < 0) return null;
    // A statement that was sent before a reload ends under the policy that it was planned under.
    const record = statement === null ? undefined : recordOf(statement);
    const spaces = record?.spaces ?? [this.#spaces.current(this.#earlier.settings)];
    let compiled: CompiledRelation | null = null;
    for (const space of spaces) {
      compiled = space.protectedByOid(tableOid);
      if (compiled === null || compiledByAttribute(compiled, attributeNumber)?.shown === 'pass') return null;
    }
    if (compiled === null) return null;
    return new GatewayError(
      'tripwire',
      `a result would have shown ${describeColumn(compiled, attributeNumber)} unmasked`,
      {
        hint: 'the session was ended; tell the operator: this is a fault of the gateway',
      },
    );
  }

  scrub(fields: ReadonlyMap<string, string>, statement: ForwardableStatement | null): ReadonlyMap<string, string> {
    const record = statement === null ? null : (recordOf(statement) ?? null);
    const placed = withClientPosition(fields, record);
    // What code of the store's says may be anything, whether or not what runs it was known to hold such.
    if (!this.#hasTouchedProtected && !saysStoresOwn(fields)) return placed;
    // COMMIT, at which a constraint may be looked at, has no space of its own.
    const planned = record?.spaces ?? [];
    const spaces = () => (planned.length > 0 ? planned : [this.#spaces.current(this.#earlier.settings)]);
    const hidesPart = (relation: Relation) => spaces().some((space) => hidesPartTo(space, relation));
    return scrubFields(placed, this.#facts.catalog.current(), record, hidesPart);
  }

  passesNotification(channel: string): boolean {
    // What a trigger of the store says in a notification may be anything: the operator says where that is fit to be heard.
    return this.#facts.state.store(this.#facts.store.name)?.channels?.has(channel) === true;
  }

  /** The client's own, and the keys that this principal's masks read: see the decision on keys. Asked for once, and not kept. */
  get startupParameters(): ReadonlyMap<string, string> {
    const { startup, principal, state } = this.#facts;
    const parameters = new Map(startup.parameters);
    for (const purpose of principal.purposes) {
      for (const [name, value] of state.keys(purpose)?.settings() ?? []) parameters.set(name, value);
    }
    const { purpose } = this.#facts;
    if (purpose !== null) parameters.set(purposeSetting, purpose);
    return parameters;
  }
}

function notOfTheGate(): Extract<Verdict, { kind: 'refuse' }> {
  return { kind: 'refuse', error: new GatewayError('internal', 'a statement did not come from the gate') };
}

const nothingPrepared: PreparedByName = () => null;

/** Most sessions give no name by SQL: those share one, which nothing is put into. */
const nothingRemembered = new Remembered();

/** What changes nothing where nothing is remembered. */
const givesNoName: ReadonlySet<Effect['kind']> = new Set([
  'search_path',
  'purpose',
  'definition',
  'rollback_part',
  'end_transaction',
]);

/** How long a text is planned at a time. */
const turnMs = 6;

/** What can't be asked about is not told. */
function hidesPartTo({ view }: PlanSpace, relation: Relation): boolean {
  try {
    return toldByName(relation, view) !== null;
  } catch {
    return true;
  }
}

function lookupsOf(statement: ForwardableStatement, elements?: number): number {
  const fields = recordOf(statement)?.fields;
  return fields === undefined ? 0 : lookupsIn(fields, elements);
}
