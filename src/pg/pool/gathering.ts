import type { ForwardableStatement, PinReason } from '../../enforce/index.js';
import { GatewayError } from '../../errors/index.js';
import type { ServerSink } from '../outlet.js';
import type { OutstandingRequest } from '../outstanding.js';
import type { Shape } from '../shape.js';
import { Batch, timingOf } from './batch.js';
import type { CleanUses } from './clean-uses.js';
import type { PoolCounts } from './pool-counts.js';
import type { PoolPort } from './pool-port.js';
import type { SequenceAskers } from './sequence-askers.js';
import type { ServerLink } from './server-link.js';
import type { SessionTraces } from './session-traces.js';
import { ownUnnamed, type SharedStatement, type SharedStatements } from './shared-statement.js';
import type { StoreCode } from './store-code.js';

/** Where what is gathered goes. */
export interface GatheringHost {
  /** That the client holds; null: none. */
  readonly held: ServerLink | null;
  /** Where the client's statements run now: the one it holds, or has turns on; null: none. */
  readonly current: ServerLink | null;
  /** The client has sent whole messages, and the last one was a Sync or Query. */
  readonly hasCompleteBatch: boolean;
  /** Nothing waits, and more may come. */
  readonly takesMore: boolean;
  /** Takes what was gathered. False when no more should come for now. */
  take(batch: Batch): boolean;
  /** Holds the connection again that the client had last. False when there is none, or somebody has had it since. */
  reclaims(): boolean;
  /**
   * What `currval` and `lastval` say on the connection that the client holds is the client's own. If not, it is nobody's from now
   * on.
   */
  ownsSequences(): boolean;
}

export interface GatheringParts {
  readonly statements: SharedStatements;
  readonly totals: PoolCounts;
  readonly cleanUses: CleanUses;
  readonly code: StoreCode;
  readonly askers: SequenceAskers;
  readonly traces: SessionTraces;
  readonly host: GatheringHost;
}

const none: readonly string[] = [];

let units = 0;

function nextUnit(): number {
  units += 1;
  return units;
}

/**
 * What one client sends, gathered up to a flush: its bytes, the prepared statements that a server connection must have for them,
 * and what they leave in it.
 */
export class Gathering implements PoolPort, ServerSink {
  readonly #statements: SharedStatements;
  readonly #totals: PoolCounts;
  readonly #cleanUses: CleanUses;
  readonly #code: StoreCode;
  readonly #askers: SequenceAskers;
  readonly #traces: SessionTraces;
  readonly #host: GatheringHost;
  /** Null until something comes: a client that waits has none. */
  #gathered: Batch | null = null;
  /** What comes next is ignored together, or not at all. Of one client and one moment. */
  #unit = nextUnit();

  constructor({ statements, totals, cleanUses, code, askers, traces, host }: GatheringParts) {
    this.#cleanUses = cleanUses;
    this.#code = code;
    this.#askers = askers;
    this.#statements = statements;
    this.#totals = totals;
    this.#traces = traces;
    this.#host = host;
  }

  get isPinned(): boolean {
    return this.#traces.isPinned;
  }

  get #batch(): Batch {
    this.#gathered ??= new Batch();
    return this.#gathered;
  }

  get isEmpty(): boolean {
    return this.#gathered === null || this.#gathered.isEmpty;
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#batch.pass(bytes, start, end);
  }

  put(frame: Buffer): void {
    this.#batch.pass(frame, 0, frame.length);
  }

  discard(): void {
    this.#gathered = null;
  }

  flush(): boolean {
    const batch = this.#gathered;
    if (batch === null || batch.isEmpty) return this.#host.takesMore;
    batch.seal();
    batch.isComplete = this.#host.hasCompleteBatch;
    this.#gathered = null;
    return this.#host.take(batch);
  }

  share(statement: ForwardableStatement, name: string, types: Buffer): SharedStatement | null {
    // Where SQL can name statements, they have their own names.
    const isOwn = this.#traces.isPinned && name !== '';
    if (statement.use?.shareable && !isOwn) {
      const shared = this.#statements.of(statement, types, this.#traces.readingKey);
      this.#statements.preparedBy(shared, performance.now());
      return shared;
    }
    this.standsAlone();
    if (name === '') return ownUnnamed(statement, types);
    this.#traces.pinned('prepared');
    return null;
  }

  current(statement: ForwardableStatement, shared: SharedStatement): SharedStatement {
    const { readingKey } = this.#traces;
    if (shared.name === '' || shared.settings === readingKey) return shared;
    return this.#statements.asNew(this.#statements.of(statement, shared.types, readingKey), shared);
  }

  parses(entry: OutstandingRequest): void {
    this.#totals.clientParses += 1;
    this.#batch.need('parse', entry, this.#unit);
  }

  uses(entry: OutstandingRequest): void {
    if (entry.kind === 'bind') this.#totals.binds += 1;
    this.#batch.need('use', entry, this.#unit);
  }

  closes(entry: OutstandingRequest): void {
    this.#batch.need('close', entry, this.#unit);
  }

  forgets(entry: OutstandingRequest): void {
    this.#batch.need('forget', entry, this.#unit);
  }

  startsPinned(reason: PinReason): void {
    this.#traces.pinned(reason);
  }

  keepsName(): void {
    this.standsAlone();
    this.#traces.pinned('prepared');
  }

  refusal(statement: ForwardableStatement): GatewayError | null {
    if (statement.use?.pins !== 'sequence') return null;
    // What nextval gave is known to the connection that it ran on, and to that one alone.
    const isThere = this.#host.held !== null || this.#host.reclaims();
    if (this.#host.ownsSequences() && isThere) return null;
    if (!isThere) this.#askers.askedElsewhere(this.#traces.lastUses);
    this.#traces.pinned('sequence');
    return new GatewayError('not_supported', 'currval and lastval need the server connection that nextval ran on', {
      hint: 'use RETURNING, or nextval and currval in one transaction; from now on this session keeps its connection',
    });
  }

  mayList({ use }: ForwardableStatement): boolean {
    if (use === undefined || this.#code.listsBy(use.relations)) return true;
    const runsCode = use.uncertain || this.#cleanUses.unknown(use.relations).length > 0;
    return runsCode && (this.#code.mayList || this.#code.isStale(performance.now()));
  }

  executes(statement: ForwardableStatement, entry: OutstandingRequest | null): void {
    const { use } = statement;
    this.#totals.statements += 1;
    if (use === undefined) return this.executesUnknown();
    const unknown = this.#cleanUses.unknown(use.relations);
    const lists = use.listsPrepared || this.#code.listsBy(use.relations);
    const setsReading = this.#code.setsBy(use.relations);
    this.#traces.lastUses = use.plainRead ? none : use.relations;
    this.#traces.mayAskNext = !use.plainRead && this.#askers.askAfter(use.relations);
    if (use.plainRead) {
      this.#batch.timings.push(timingOf(use));
      if (unknown.length === 0 && !lists && !setsReading) return;
    }
    this.standsAlone();
    if (this.#cleanUses.sent(use.relations)) {
      this.#code.forget();
      this.#statements.defined();
      this.#traces.defines = true;
    }
    this.#traces.executes(use);
    this.#traces.uses(unknown);
    const runsCode = use.uncertain || unknown.length > 0;
    if (entry !== null && (lists || runsCode)) this.#batch.need(lists ? 'bare' : 'code', entry, this.#unit);
    if (setsReading || (runsCode && this.#code.mayReadOtherwise)) this.#traces.readsOtherwise();
  }

  executesUnknown(): void {
    this.standsAlone();
    this.#traces.executesUnknown();
  }

  standsAlone(): void {
    this.#batch.isPlain = false;
    this.#batch.takesUnnamed = true;
  }

  endsBatch(kind: 'sync' | 'query'): void {
    this.#batch.readies += 1;
    this.#traces.endsBatch();
    this.#unit = nextUnit();
    if (kind === 'query') this.#batch.takesUnnamed = true;
  }

  prepared(entry: OutstandingRequest): void {
    this.#host.current?.names.prepared(entry);
  }

  dropped(entry: OutstandingRequest): void {
    const { shared, kind, fake, injects } = entry;
    if (shared !== null && (injects > 0 || (kind === 'parse' && !fake))) this.#host.current?.names.notPrepared(entry);
  }

  asks(shared: SharedStatement, part: keyof Shape): boolean {
    return this.#host.current?.names.lacks(shared, part) ?? false;
  }

  described(shared: SharedStatement, shape: Shape): void {
    this.#host.current?.names.described(shared, shape);
  }

  deallocated(): void {
    this.#host.held?.names.forget(null);
  }
}
