import { GatewayError } from '../../errors/index.js';
import type { Principal } from '../../policy/index.js';
import {
  type CatalogSnapshot,
  type CatalogSource,
  findValueRows,
  parseSearchPath,
  readTemplate,
  tagOf,
} from '../../sql/index.js';
import type { ConnectionUse } from '../connection/connection-use.js';
import { namesOfCatalog } from '../connection/known-names.js';
import { readConnectionUse } from '../connection/read-connection-use.js';
import { makeForwardable, recordOf } from '../forwardable.js';
import type { ForwardableStatement, GateSession, Verdict } from '../gate.js';
import type { GateStore } from '../gate-options.js';
import type { GateState } from '../gate-state.js';
import type { PlanSpace } from '../plan-space.js';
import {
  clientPosition,
  joinStatements,
  leastOf,
  type PlannedStatement,
  planStatement,
  type ReadText,
  readText,
  sumOfFields,
} from '../plan-statements.js';
import { areInserted, withAllRows } from '../planned-rows.js';
import { UnknownName } from '../refused.js';
import { type CompiledRelation, compiledByAttribute, describeColumn } from '../relation/compiled-relation.js';
import type { ShownFields } from '../shown-fields.js';
import type { Effect, Origin } from '../statements/effect.js';
import { purposeSetting } from '../statements/settings.js';
import type { SessionState } from '../statements/statement-state.js';
import { PendingCatalog } from './pending-catalog.js';
import { Remembered, withOrigins } from './remembered.js';
import { scrubFields, withClientPosition } from './scrub.js';
import { SessionSettings } from './session-settings.js';
import type { Startup } from './startup-parameters.js';
import { type AskedText, findStatement, keepStatement, keepTemplate } from './statement-cache.js';

export interface GuardedSessionFacts {
  readonly state: GateState;
  readonly store: GateStore;
  readonly principal: Principal;
  /** Said at the door, or the principal's only one; null when none was. */
  readonly purpose: string | null;
  readonly database: string;
  readonly catalog: CatalogSource;
  readonly startup: Startup;
}

/** A plan space, and what it was made for. */
interface LastSpace {
  readonly catalog: CatalogSnapshot;
  readonly version: number;
  readonly generation: number;
  readonly space: PlanSpace;
}

/** The statements of a text, and the plan spaces that they were planned in, the first one's first. */
interface PlannedText {
  readonly planned: readonly PlannedStatement[];
  readonly spaces: readonly PlanSpace[];
}

/** One connection's dealings with the gate, where there is something to guard. */
export class GuardedSession implements GateSession {
  readonly transparent = false;
  readonly #facts: GuardedSessionFacts;
  readonly #settings: SessionSettings;
  /** Most sessions give no name by SQL: those share one, which nothing is put into. */
  #remembered = nothingRemembered;
  #lastSpace: LastSpace | null = null;
  /** Statements behind names, with the last plan space in which they still were what they had been. */
  readonly #confirmed = new WeakMap<Origin, string>();
  /** A statement has touched protected relations: what the server says from then on is scrubbed. */
  #hasTouchedProtected = false;
  /** A transaction in which something was set has been told to end, and what holds now is known with ReadyForQuery. */
  #isOver = false;
  /** What the session's own definitions make of the catalog, until that has been looked at after them. */
  #pending = new PendingCatalog();
  /** Definitions have ended with their transaction: what they came to is looked up before the next statement. */
  #isStale = false;
  /** The catalog was loaded anew for the text that comes next: an unknown name in it is unknown for good. */
  #isFresh = false;

  constructor(facts: GuardedSessionFacts) {
    this.#facts = facts;
    const { startup, purpose } = facts;
    this.#settings = new SessionSettings({
      searchPath: startup.searchPath ?? facts.catalog.current().defaultSearchPath,
      purpose,
    });
  }

  get purpose(): string | null {
    return this.#settings.values.purpose;
  }

  admit(text: string, protocol: 'simple' | 'extended', parameterTypes: readonly number[] = []): Verdict {
    if (this.#isOver) return { kind: 'refuse', error: openEnd() };
    const fresh = this.#isFresh;
    this.#isFresh = false;
    if (this.#isStale && !fresh) return { kind: 'stale' };
    try {
      const statement = this.#plan(text, protocol, parameterTypes, fresh);
      // What is only prepared looks for nothing yet.
      const error = protocol === 'simple' ? this.#lookupsUsedUp(statement) : null;
      return error === null ? { kind: 'forward', statement } : { kind: 'refuse', error };
    } catch (fault) {
      if (fault instanceof UnknownName && !fresh) return { kind: 'stale' };
      if (fault instanceof GatewayError) return { kind: 'refuse', error: fault };
      // A rule or a guard that fails counts as a refusal; nothing of the fault is shown.
      const error = new GatewayError('refused', 'the statement could not be judged', { cause: fault });
      return { kind: 'refuse', error };
    }
  }

  async refresh(): Promise<void> {
    await this.#look();
    this.#isFresh = true;
  }

  /** What was pending before is in the catalog now, or never came to be. */
  async #look(): Promise<void> {
    const isOver = this.#isStale;
    const pending = this.#pending;
    await this.#facts.catalog.refresh();
    if (!isOver || this.#pending !== pending) return;
    this.#pending = new PendingCatalog();
    this.#isStale = false;
  }

  sent(statement: ForwardableStatement): void {
    const record = recordOf(statement);
    if (record === undefined) return;
    if (statement.touchesProtected) {
      this.#hasTouchedProtected = true;
      this.#count(record.fields, statement.purpose);
    }
    if (this.#settings.isChanged && endsTransaction(record.effects)) this.#isOver = true;
    for (const effect of record.effects) {
      this.#settings.apply(effect);
      this.#remember(effect);
      if (effect.kind === 'definition') this.#pending = this.#pending.with(effect.change);
    }
  }

  #remember(effect: Effect): void {
    if (this.#remembered === nothingRemembered && !givesNoName.has(effect.kind)) this.#remembered = new Remembered();
    this.#remembered.apply(effect);
  }

  recheck(statement: ForwardableStatement): GatewayError | null {
    if (this.#isOver) return openEnd();
    const record = recordOf(statement);
    if (record === undefined) return new GatewayError('internal', 'a statement did not come from the gate');
    try {
      if (!record.isEarlier && record.spaces[0]?.key === this.#space().key) return this.#lookupsUsedUp(statement);
      // Planned anew under what holds now: as long as that is the same text, the old plan may run.
      this.#isFresh = true;
      const again = this.admit(record.clientText, 'extended', record.parameterTypes);
      const { rowsMax } = statement;
      // Of a cursor less may be left than when its FETCH was prepared.
      const isSame = (now: ForwardableStatement): boolean =>
        now.bytes.equals(statement.bytes) && now.rowsMax === rowsMax;
      if (again.kind === 'forward' && isSame(again.statement)) return this.#lookupsUsedUp(again.statement);
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

  again(statement: ForwardableStatement): Verdict {
    const record = recordOf(statement);
    if (record !== undefined) return this.admit(record.clientText, 'extended', record.parameterTypes);
    return { kind: 'refuse', error: new GatewayError('internal', 'a statement did not come from the gate') };
  }

  #lookupsUsedUp(statement: ForwardableStatement): GatewayError | null {
    const count = recordOf(statement)?.fields.lookups ?? 0;
    if (count === 0) return null;
    const { state, principal } = this.#facts;
    const perMinute = state.options.policy.principals.get(principal.name)?.lookupsPerMinute ?? 0;
    if (state.lookups.allows(principal.name, count, perMinute)) return null;
    return new GatewayError('limit_exceeded', `more than ${perMinute} lookups of masked columns in a minute`, {
      sqlstate: '53400',
      hint: 'wait, or ask the operator for more: `lookups: { per_minute: … }` of the principal',
    });
  }

  transactionState(status: 'I' | 'T' | 'E', rolledBack: boolean): void {
    this.#isOver = false;
    this.#remembered.transactionState(status, rolledBack);
    if (status !== 'I') return;
    this.#settings.transactionEnded(rolledBack);
    if (this.#pending.isEmpty) return;
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
    const spaces = record?.spaces ?? [this.#space()];
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
    const clientText = record?.clientText ?? null;
    return this.#hasTouchedProtected ? scrubFields(placed, this.#facts.catalog.current(), clientText) : placed;
  }

  passesNotification(channel: string): boolean {
    // What a trigger of the store says in a notification may be anything: the operator says where that is fit to be heard.
    return this.#facts.state.store(this.#facts.store.name)?.channels?.has(channel) === true;
  }

  #plan(
    text: string,
    protocol: 'simple' | 'extended',
    parameterTypes: readonly number[],
    isFresh: boolean,
  ): ForwardableStatement {
    const { options } = this.#facts.state;
    const space = this.#space();
    const asked: AskedText = { text, parameterTypes, changed: this.#settings.isChanged, limits: options.limits };
    // Names of temporary tables, and of what a transaction has made, mean something in their session alone.
    const inserted = this.#planRows(text, parameterTypes, space, isFresh);
    if (inserted !== null) return inserted;
    const { temporary, views } = this.#remembered;
    const isAlone = temporary.size > 0 || views.size > 0 || !this.#pending.isEmpty;
    const found = isAlone ? ({ kind: 'new', template: null } as const) : findStatement(space, asked);
    options.observer.planCache(found.kind === 'known' ? 'hit' : 'miss');
    if (found.kind === 'known') return found.statement;
    const { template } = found;
    const read = readText(text, parameterTypes, options.limits, template);
    if (protocol === 'extended' && read.statements.length > 1) {
      throw new GatewayError('syntax', 'cannot insert multiple commands into a prepared statement');
    }
    // Before the trees are rewritten.
    const seen = readConnectionUse(read.statements, namesOfCatalog(space.view.catalog, space.view.path));
    // A body may set what masks read, and no server tells of that.
    const use = read.statements.some(({ node }) => tagOf(node) === 'DoStmt')
      ? { ...seen, pins: seen.pins ?? ('setting' as const) }
      : seen;
    const { planned, spaces } = this.#planAll(read, space, isFresh);
    const effects = planned.flatMap((statement) => statement.effects);
    const [only] = planned;
    const serves = template !== null && read.literals !== null && only !== undefined && effects.length === 0;
    const statement =
      (serves ? keepTemplate(space, asked, { template, planned: only, use, bound: read.literals.bound }) : null) ??
      this.#forwardable({ text: read.text, parameterTypes, use }, planned, effects, spaces);
    // A text with other effects is planned by what it found, names of its own making too: it is planned anew each time.
    const isTimeless = effects.every(({ kind }) => timeless.has(kind));
    if (!isAlone && isTimeless && planned.every(({ hangsOnNames }) => !hangsOnNames))
      keepStatement(space, asked, statement);
    return statement;
  }

  /** An INSERT of many rows, by one of each kind; null for any other text. */
  #planRows(
    text: string,
    parameterTypes: readonly number[],
    space: PlanSpace,
    isFresh: boolean,
  ): ForwardableStatement | null {
    const { limits, observer } = this.#facts.state.options;
    if (text.length < rowsTextMin || text.length > limits.statementBytesMax) return null;
    const rows = findValueRows(text, (parameter) => parameterTypes[parameter - 1] ?? 0);
    if (rows === null || text.includes('\0') || Buffer.byteLength(text) > limits.statementBytesMax) return null;
    const template = readTemplate(rows.reduced);
    // Parameters alone are no literals.
    const read = readText(rows.reduced, parameterTypes, limits, template ?? { key: rows.reduced, literals: [] });
    const [statement] = read.statements;
    const { literals } = read;
    if (statement === undefined || literals === null || !areInserted(statement, rows.reduced, rows)) return null;
    const use = readConnectionUse(read.statements, namesOfCatalog(space.view.catalog, space.view.path));
    const { planned, spaces } = this.#planAll(read, space, isFresh);
    const [only] = planned;
    const whole = only === undefined ? null : withAllRows(only, text, rows, literals);
    if (whole === null) return null;
    observer.planCache('miss');
    return this.#forwardable({ text, parameterTypes, use }, [whole], whole.effects, spaces);
  }

  /** Each statement of a text is planned under what those before it set. */
  #planAll(read: ReadText, first: PlanSpace, isFresh: boolean): PlannedText {
    const { principal } = this.#facts;
    const settings = this.#settings.branch();
    const remembered = this.#remembered.branch();
    let pending = this.#pending;
    let space = first;
    const spaces = [first];
    let isOver = false;
    const planned = read.statements.map((statement) => {
      if (isOver) throw openEnd();
      const state = {
        purposes: principal.purposes,
        rowsMax: space.rowsMax,
        changed: settings.isChanged,
        remembered: remembered.names,
        temporary: { known: remembered.temporary, views: remembered.views, permit: space.permit },
        isFresh,
      };
      const now = space;
      const view = { ...now.view, catalog: pending.over(now.view.catalog) };
      const planned = withOrigins(
        planStatement(read, statement, pending.isEmpty ? now.view : view, {
          ...state,
          holds: (origin) => this.#holds(origin, now, state),
        }),
        {
          clientText: read.bytes.toString('utf8', statement.start, statement.end),
          parameterTypes: read.parameterTypes,
          spaceKey: now.key,
        },
      );
      isOver = settings.isChanged && endsTransaction(planned.effects);
      for (const effect of planned.effects) {
        settings.apply(effect);
        remembered.apply(effect);
        if (effect.kind === 'definition') pending = pending.with(effect.change);
      }
      if (planned.effects.length > 0) space = this.#spaceOf(settings);
      if (!spaces.includes(space)) spaces.push(space);
      return planned;
    });
    return { planned, spaces };
  }

  /** Planned anew in the space of today, as long as that gives the same text. */
  #holds(origin: Origin, space: PlanSpace, state: Omit<SessionState, 'holds'>): boolean {
    if (!origin.isEarlier && (origin.spaceKey === space.key || this.#confirmed.get(origin) === space.key)) return true;
    const read = readText(origin.clientText, origin.parameterTypes, this.#facts.state.options.limits);
    const [statement] = read.statements;
    if (statement === undefined) return false;
    const again = planStatement(read, statement, space.view, { ...state, holds: () => false });
    if (again.text !== origin.sentText) return false;
    this.#confirmed.set(origin, space.key);
    return true;
  }

  #forwardable(
    {
      text,
      parameterTypes,
      use,
    }: { readonly text: string; readonly parameterTypes: readonly number[]; readonly use: ConnectionUse },
    planned: readonly PlannedStatement[],
    effects: readonly Effect[],
    spaces: readonly PlanSpace[],
  ): ForwardableStatement {
    const sent = joinStatements(text, planned);
    const touchesProtected = planned.some((statement) => statement.touchesProtected);
    const rewritten = planned.find((statement) => statement.rewritten !== null)?.rewritten ?? null;
    if (rewritten !== null && planned.length > 1) {
      throw new GatewayError('refused', 'EXPLAIN of protected relations stands alone in its message', {
        hint: 'send the statements one by one',
      });
    }
    return makeForwardable(
      {
        bytes: Buffer.from(sent, 'utf8'),
        verdict: touchesProtected ? 'guarded' : 'passed',
        purpose: this.purpose,
        rowsMax: leastOf(...planned.map((statement) => statement.rowsMax)),
        touchesProtected,
        rewritten,
        use,
        changesSession: effects.some(({ kind }) => changing.has(kind)),
        takesNames: effects.flatMap((effect) => {
          if (effect.kind === 'prepare') return { kind: 'statement' as const, name: effect.name };
          return effect.kind === 'declare' ? { kind: 'portal' as const, name: effect.name } : [];
        }),
      },
      {
        clientText: text,
        parameterTypes,
        spaces,
        effects,
        isEarlier: !this.#pending.isEmpty || planned.some((statement) => statement.isEarlier),
        fields: sumOfFields(planned),
        clientPosition: (position) => clientPosition(text, planned, position),
      },
    );
  }

  #count(fields: ShownFields, purpose: string | null): void {
    if (purpose === null) return;
    const { state, store } = this.#facts;
    const { observer } = state.options;
    if (fields.pass > 0) observer.fields(store.name, purpose, 'pass', fields.pass);
    if (fields.mask > 0) observer.fields(store.name, purpose, 'mask', fields.mask);
    if (fields.withhold > 0) observer.fields(store.name, purpose, 'withhold', fields.withhold);
    if (fields.lookups > 0) {
      observer.lookups(store.name, purpose, fields.lookups);
      state.lookups.use(this.#facts.principal.name, fields.lookups);
    }
  }

  /** The plan space of what is set now. On every statement's way, so the last one is kept. */
  #space(): PlanSpace {
    const { state } = this.#facts;
    const catalog = this.#facts.catalog.current();
    const last = this.#lastSpace;
    if (
      last !== null &&
      last.catalog === catalog &&
      last.version === this.#settings.version &&
      last.generation === state.generation &&
      state.options.clock.now() < last.space.validUntil
    ) {
      return last.space;
    }
    const space = this.#spaceOf(this.#settings);
    this.#lastSpace = { catalog, version: this.#settings.version, generation: state.generation, space };
    return space;
  }

  #spaceOf(settings: SessionSettings): PlanSpace {
    const { state, principal, database } = this.#facts;
    // As the configuration in force has it.
    const store = state.store(this.#facts.store.name);
    if (store === undefined) throw new GatewayError('refused', 'the store is not configured any more');
    const { purpose, searchPath } = settings.values;
    const path = parseSearchPath(searchPath);
    if (path === null) throw new GatewayError('refused', 'the search_path is no list of names');
    const asker = { store, database, principal: principal.name, purpose, path, pathText: searchPath };
    const space = state.space(asker, this.#facts.catalog.current());
    if (space instanceof GatewayError) throw space;
    return space;
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

/** Shorter texts are planned whole: leaving rows out of them saves nothing. */
const rowsTextMin = 4_096;

const nothingRemembered = new Remembered();

/** What changes nothing where nothing is remembered. */
const givesNoName: ReadonlySet<Effect['kind']> = new Set([
  'search_path',
  'purpose',
  'definition',
  'rollback_part',
  'end_transaction',
]);

/** What says the same whenever it is sent. */
const timeless: ReadonlySet<Effect['kind']> = new Set(['end_transaction', 'rollback_part']);

/** What a later statement is read by. */
const changing: ReadonlySet<Effect['kind']> = new Set([
  'search_path',
  'purpose',
  'prepare',
  'declare',
  'close',
  'temporary',
  'view',
  'definition',
]);

function endsTransaction(effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => kind === 'end_transaction');
}

function openEnd(): GatewayError {
  return new GatewayError(
    'refused',
    'nothing may follow the end of a transaction that set the search_path or the purpose',
    {
      hint: 'wait for ReadyForQuery: send a Sync, or a Query of its own',
    },
  );
}
