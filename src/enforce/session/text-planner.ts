import type { Steps } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import { tagOf } from '../../sql/index.js';
import type { ConnectionUse } from '../connection/connection-use.js';
import { namesOfCatalog } from '../connection/known-names.js';
import { readConnectionUse } from '../connection/read-connection-use.js';
import { makeForwardable, recordOf } from '../forwardable.js';
import type { ForwardableStatement } from '../gate.js';
import type { PlanSpace } from '../plan-space.js';
import { leastOf, type PlannedStatement, planInSteps, type ReadText, readInSteps } from '../plan-statements.js';
import type { PlanningTime } from '../planning-time.js';
import { clientPosition, joinStatements } from '../sent-text.js';
import { sumOfFields } from '../shown-fields.js';
import type { Effect } from '../statements/effect.js';
import type { AskerSpaces } from './asker-spaces.js';
import type { TextQuestion } from './begun-text.js';
import { JudgedAnew } from './judged-anew.js';
import { endsTransaction, openEnd } from './open-end.js';
import type { PendingCatalog } from './pending-catalog.js';
import { type Remembered, withOrigins } from './remembered.js';
import type { SessionFacts } from './session-facts.js';
import type { SessionSettings } from './session-settings.js';
import { type AskedText, findStatement, keepStatement, keepTemplate } from './statement-cache.js';
import { longTextMin, partOfArms, partOfLists, partOfRows, type TextPart } from './text-parts.js';

/** The statements of a text, and the plan spaces that they were planned in, the first one's first. */
interface PlannedText {
  readonly planned: readonly PlannedStatement[];
  readonly spaces: readonly PlanSpace[];
}

interface PartlyRead {
  readonly text: string;
  readonly parameterTypes: readonly number[];
  readonly space: PlanSpace;
  readonly isFresh: boolean;
}

/** What the earlier statements of a session have come to, by which the next text is planned. The session keeps it up to date. */
export interface EarlierStatements {
  readonly settings: SessionSettings;
  remembered: Remembered;
  /** What the session's own definitions make of the catalog, until that has been looked at after them. */
  pending: PendingCatalog;
}

/** Makes of a client's text what may be sent. */
export class TextPlanner {
  readonly #facts: SessionFacts;
  readonly #spaces: AskerSpaces;
  readonly #earlier: Readonly<EarlierStatements>;
  readonly #anew = new JudgedAnew();

  constructor(facts: SessionFacts, spaces: AskerSpaces, earlier: Readonly<EarlierStatements>) {
    this.#facts = facts;
    this.#spaces = spaces;
    this.#earlier = earlier;
  }

  /** The statement of a text that was planned before, or of one that differs from it in literals alone; null for any other. */
  known({ text, protocol, parameterTypes }: TextQuestion): ForwardableStatement | null {
    // Of longer ones some may stand for all: see `plan`.
    if (text.length >= longTextMin || this.#isAlone) return null;
    const { options } = this.#facts.state;
    const { settings } = this.#earlier;
    const asked = { text, parameterTypes, changed: settings.isChanged, limits: options.limits };
    const found = findStatement(this.#spaces.current(settings), asked);
    if (found.kind !== 'known' || isTooManyFor(protocol, found.statement)) return null;
    options.observer.planCache('hit');
    return found.statement;
  }

  /** Names of temporary tables, and of what a transaction has made, mean something in their session alone. */
  get #isAlone(): boolean {
    const { temporary, views } = this.#earlier.remembered;
    return temporary.size > 0 || views.size > 0 || !this.#earlier.pending.isEmpty;
  }

  /**
   * @param isFresh the catalog was loaded anew for this text.
   * @param time how long it has been planned.
   * @throws GatewayError where the text may not be sent, UnknownName for a name that the catalog does not have.
   */
  *plan(
    { text, protocol, parameterTypes }: TextQuestion,
    isFresh: boolean,
    time: PlanningTime,
  ): Steps<ForwardableStatement> {
    const { options } = this.#facts.state;
    const space = this.#spaces.current(this.#earlier.settings);
    const asked: AskedText = {
      text,
      parameterTypes,
      changed: this.#earlier.settings.isChanged,
      limits: options.limits,
    };
    const partly = { text, parameterTypes, space, isFresh };
    const inserted = yield* this.#planPart(partly, yield* partOfRows(text, parameterTypes, options.limits, time));
    if (inserted !== null) {
      options.observer.planCache('miss');
      return inserted;
    }
    const isAlone = this.#isAlone;
    const found = isAlone ? ({ kind: 'new', template: null } as const) : findStatement(space, asked);
    options.observer.planCache(found.kind === 'known' ? 'hit' : 'miss');
    if (found.kind === 'known') {
      if (isTooManyFor(protocol, found.statement)) throw tooMany();
      return found.statement;
    }
    const listed =
      (yield* this.#planPart(partly, yield* partOfLists(text, parameterTypes, options.limits, time))) ??
      (yield* this.#planPart(partly, yield* partOfArms(text, parameterTypes, options.limits, time)));
    if (listed !== null) return listed;
    const { template } = found;
    const read = yield* readInSteps(text, parameterTypes, options.limits, template, time);
    yield;
    if (protocol === 'extended' && read.statements.length > 1) throw tooMany();
    // Before the trees are rewritten.
    const seen = readConnectionUse(read.statements, namesOfCatalog(space.view.catalog, space.view.path));
    // A body may set what masks read, and no server tells of that.
    const use = read.statements.some(({ node }) => tagOf(node) === 'DoStmt')
      ? { ...seen, pins: seen.pins ?? ('setting' as const) }
      : seen;
    const { planned, spaces } = yield* this.#planAll(read, space, isFresh);
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

  /** Plans a text of which a part was read, and makes it whole again; null where it can't be done. */
  *#planPart(
    { text, parameterTypes, space, isFresh }: PartlyRead,
    part: TextPart | null,
  ): Steps<ForwardableStatement | null> {
    const [statement] = part?.read.statements ?? [];
    const literals = part?.read.literals ?? null;
    if (part === null || statement === undefined || literals === null || !part.isListed(statement)) return null;
    yield;
    const use = readConnectionUse(part.read.statements, namesOfCatalog(space.view.catalog, space.view.path));
    const { planned, spaces } = yield* this.#planAll({ ...part.read, isReduced: true }, space, isFresh);
    const [some] = planned;
    const all = some === undefined ? null : part.whole(some, literals);
    return all === null ? null : this.#forwardable({ text, parameterTypes, use }, [all], all.effects, spaces);
  }

  /** Each statement of a text is planned under what those before it set. */
  *#planAll(read: ReadText, first: PlanSpace, isFresh: boolean): Steps<PlannedText> {
    const { principal } = this.#facts;
    const settings = this.#earlier.settings.branch();
    const remembered = this.#earlier.remembered.branch();
    let pending = this.#earlier.pending;
    let space = first;
    const spaces = [first];
    const holds = this.#anew.ofText(this.#facts.state.options.limits);
    let isOver = false;
    const all: PlannedStatement[] = [];
    for (const statement of read.statements) {
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
        yield* planInSteps(read, statement, pending.isEmpty ? now.view : view, {
          ...state,
          holds: (origin) => holds(origin, now, state),
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
      if (planned.effects.length > 0) space = this.#spaces.of(settings);
      if (!spaces.includes(space)) spaces.push(space);
      if (spaces.length > spacesMax) throw tooManySpaces();
      all.push(planned);
    }
    return { planned: all, spaces };
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
        purpose: this.#earlier.settings.values.purpose,
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
        isSeveral: planned.length > 1,
        isEarlier: !this.#earlier.pending.isEmpty || planned.some((statement) => statement.isEarlier),
        fields: sumOfFields(planned),
        clientPosition: (position) => clientPosition(text, planned, position),
      },
    );
  }
}

/** It came as a Query before. */
function isTooManyFor(protocol: TextQuestion['protocol'], known: ForwardableStatement): boolean {
  return protocol === 'extended' && recordOf(known)?.isSeveral === true;
}

function tooMany(): GatewayError {
  return new GatewayError('syntax', 'cannot insert multiple commands into a prepared statement');
}

/** What an asker may see under a search_path or purpose is worked out for each that a text sets, which takes its time. */
const spacesMax = 20;

function tooManySpaces(): GatewayError {
  return new GatewayError(
    'statement_too_complex',
    `the text sets search_path or purpose more than ${spacesMax} times`,
    {
      hint: 'send its statements in several texts',
    },
  );
}

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
