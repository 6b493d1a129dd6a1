import { GatewayError } from '../../errors/index.js';
import { encodeQuery } from '../../pgwire/index.js';
import { isPast } from '../session-end.js';
import { cancelUpstream } from '../upstream/index.js';
import type { Batch } from './batch.js';
import { type CarriedSettings, nothingCarried } from './carried-settings.js';
import { CleanUses } from './clean-uses.js';
import { Growth, type GrowthHost } from './growth.js';
import { Pipelines, type PipelinesHost } from './pipelines.js';
import { newCounts } from './pool-counts.js';
import type { PoolFacts } from './pool-facts.js';
import type { PoolOptions } from './pool-options.js';
import { onlooker, type PoolUser } from './pool-user.js';
import { evict } from './prepare-on-link.js';
import { SequenceAskers } from './sequence-askers.js';
import type { BatchTurn, ServerLink, Turn } from './server-link.js';
import { SharedStatements } from './shared-statement.js';
import { StoreCode } from './store-code.js';
import type { Variant } from './variant.js';
import { Variants } from './variants.js';
import { WaitingLine } from './waiting-line.js';

/** Statements that a pool knows: an application has some hundreds. */
const STATEMENTS_MAX = 10_000;

/** The server connections that clients of one store, database and set of keys share. */
export class Pool implements GrowthHost, PipelinesHost {
  readonly facts: PoolFacts;
  readonly totals = newCounts();
  readonly cleanUses = new CleanUses();
  readonly code = new StoreCode();
  readonly statements = new SharedStatements(STATEMENTS_MAX);
  readonly askers = new SequenceAskers();
  readonly #variants = new Variants();
  readonly #links = new Map<ServerLink, Variant>();
  readonly #line = new WaitingLine();
  readonly #pipelines = new Pipelines(this);
  readonly #growth: Growth;
  #isPaused = false;

  constructor(facts: PoolFacts) {
    this.facts = facts;
    this.#growth = new Growth(facts, this.#variants, this);
  }

  get links(): readonly ServerLink[] {
    return [...this.#links.keys()];
  }

  /** Connections that are there. */
  get size(): number {
    return this.#links.size;
  }

  get opening(): number {
    return this.#growth.opening;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /** How long the first in the queue has waited. */
  waitedMs(nowMs: number): number {
    return this.#line.waitedMs(nowMs);
  }

  get clients(): number {
    return this.#variants.clients;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  readonly options = (): PoolOptions => this.facts.options();

  readonly variants = (): Iterable<Variant> => this.#variants;

  /** A client is logged in: the variant of its startup parameters, with what a server says of them. At once where that is known. */
  enter(parameters: ReadonlyMap<string, string>): Variant | Promise<Variant> {
    const variant = this.#variants.of(parameters);
    variant.clients += 1;
    this.totals.logins += 1;
    return variant.statuses === null ? this.#judged(variant) : variant;
  }

  /** The server judges the parameters, and says what they became. */
  async #judged(variant: Variant): Promise<Variant> {
    try {
      await this.#meet(variant);
    } catch (fault) {
      this.leave(variant);
      throw fault;
    }
    return variant;
  }

  leave(variant: Variant): void {
    variant.clients -= 1;
  }

  /** Waits for a first connection of a variant, in the queue like everybody. */
  #meet(variant: Variant): Promise<void> {
    return new Promise((resolve, reject) => {
      const granted = (link: ServerLink): void => {
        this.release(link, nothingCarried, true);
        resolve();
      };
      this.acquire(onlooker(granted, reject), variant);
    });
  }

  /** Calls `granted` or `denied` of the user, now or later. */
  acquire(user: PoolUser, variant: Variant): void {
    if (this.#line.size === 0 && !this.#isPaused) {
      const link = this.takeIdle(variant, user.settings);
      if (link !== null) {
        this.facts.observer.waited(0);
        this.#grant(link, user);
        return;
      }
    }
    this.#line.add(user, variant);
    this.serve();
  }

  /** The user is in the queue. */
  isQueued(user: PoolUser): boolean {
    return this.#line.has(user);
  }

  /** The user no longer waits. */
  forgo(user: PoolUser): void {
    this.#line.leave(user);
  }

  /** The connection that `user` had last, if nobody has had it since. The user holds it from now on. */
  reclaim(user: PoolUser, variant: Variant): ServerLink | null {
    const link = variant.takeOf(user);
    link?.hold(user);
    return link;
  }

  /** Pipelines a read behind those of others. Null when there is no place: the caller then acquires a connection. */
  submit(turn: BatchTurn, variant: Variant, settings: CarriedSettings): ServerLink | null {
    // Who waits for a connection of its own comes first.
    return this.#isPaused ? null : this.#pipelines.submit(turn, variant, settings, this.#line.size === 0);
  }

  /** May a user whose turns are on this connection add one? */
  takesMore(link: ServerLink, batch: Batch): boolean {
    return this.#pipelines.takesMore(link, this.#links.get(link), batch);
  }

  rerun(turns: readonly Turn[]): void {
    // A user's turn is one of a batch.
    for (const turn of turns) (turn.user as PoolUser | null)?.rerun(turn as BatchTurn);
  }

  /** The user lets go of a connection that it held. `isClean`: the next one may have it as it is. */
  release(link: ServerLink, settings: CarriedSettings, isClean: boolean): void {
    link.release(settings);
    if (isClean) {
      this.linkFree(link);
      return;
    }
    link.reset(this.options().resetQuery || 'DISCARD ALL', (ok) => {
      if (!ok) link.close();
    });
  }

  /** Cancels what a held connection executes. It is not given to anybody before that is settled. */
  async cancel(link: ServerLink): Promise<void> {
    link.cancels += 1;
    try {
      await cancelUpstream(this.facts.target(), link.processId, link.secretKey);
    } catch (fault) {
      // It may be on its way still, and would hit whoever has the connection then.
      link.isRetiring = true;
      throw fault;
    } finally {
      link.cancels -= 1;
      if (link.cancels === 0 && !link.isHeld && link.depth === 0) this.linkFree(link);
    }
  }

  /** Cancels what a pipelined connection executes for the user of its head: nobody else's may be hit. */
  async cancelTurn(link: ServerLink): Promise<void> {
    this.headIsFull(link);
    await this.cancel(link);
  }

  /** A client has left in the middle of something: what it did is undone, and the connection closed. */
  abandon(link: ServerLink, isExecuting: boolean): void {
    if (!isExecuting) return link.close();
    this.cancel(link).then(
      () => link.close(),
      () => link.close(),
    );
  }

  /** A client has left, and said so: what it has sent is done, and then the connection closed. */
  finish(link: ServerLink, readies: number): void {
    link.finish(readies);
  }

  /** No more connections are given out until `resume`, or kept that are opened meanwhile; those under way go on. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.serve();
  }

  /** Every connection is replaced when it is next free. */
  reconnect(): void {
    for (const link of this.#links.keys()) link.isRetiring = true;
    for (const variant of this.#variants) {
      variant.statuses = null;
      for (const link of [...variant.idle]) link.close();
      variant.pipelined.length = 0;
    }
  }

  close(): void {
    this.#growth.abort();
    for (const link of this.links) link.close();
    const closing = new GatewayError('shutting_down', 'terminating connection due to administrator command');
    this.deny(closing, null);
  }

  linkFree(link: ServerLink): void {
    const variant = this.#links.get(link);
    if (variant === undefined || link.isClosed) return;
    variant.unpipeline(link);
    if (link.cancels > 0) return;
    if (link.isRetiring || this.#isTooOld(link, performance.now())) {
      link.close();
      return;
    }
    evict(link);
    if (link.depth > 0) return;
    variant.free(link);
    if (this.#line.size > 0) this.serve();
  }

  headIsFull(link: ServerLink): void {
    const variant = this.#links.get(link);
    if (variant !== undefined) this.#pipelines.evacuate(link, variant);
  }

  linkClosed(link: ServerLink, unanswered: readonly Turn[]): void {
    this.#links.get(link)?.lose(link);
    this.#links.delete(link);
    const rerun: Turn[] = [];
    const lost: (() => void)[] = [];
    for (const turn of unanswered) {
      if (turn.user === null) {
        if (turn.onLost !== undefined) lost.push(turn.onLost);
      } else if (turn.begun) turn.user.linkLost(link);
      else rerun.push(turn);
    }
    // Not in the middle of whatever closed it.
    setImmediate(() => {
      this.rerun(rerun);
      for (const tell of lost) tell();
      this.serve();
    });
  }

  /** Looks at the clock; `nowMs` is of `performance.now`. */
  check(nowMs: number): void {
    const options = this.options();
    this.#line.check(nowMs, options);
    for (const variant of this.#variants) {
      for (const link of [...variant.idle]) {
        const isSpare = this.size > options.poolSizeMin && isPast(options.idleTimeoutMs, link.usedMs, nowMs);
        if (isSpare || this.#isTooOld(link, nowMs)) link.close();
      }
    }
    this.#variants.forgetUnused();
    if (this.#line.size > 0) this.serve();
    else if (!this.#isPaused) this.#growth.keepLeast(options.poolSizeMin);
  }

  #isTooOld(link: ServerLink, nowMs: number): boolean {
    return isPast(this.options().lifetimeMs, link.createdMs, nowMs);
  }

  takeIdle(variant: Variant, settings: CarriedSettings): ServerLink | null {
    const { checkDelayMs, checkQuery, roundRobin } = this.options();
    const link = variant.takeIdle(settings, roundRobin);
    if (link === null || checkDelayMs === 0 || performance.now() - link.usedMs < checkDelayMs) return link;
    // One that nobody has used for long is asked something first; should it be gone, that is seen before anybody's statement.
    link.usedMs = performance.now();
    link.ask(encodeQuery(checkQuery), ({ sqlstate }) => {
      if (sqlstate !== null) link.close();
    });
    return null;
  }

  #grant(link: ServerLink, user: PoolUser): void {
    link.hold(user);
    link.align(user.settings);
    if (this.askers.areThere && !link.hasSequencesOf(user)) link.forgetSequences();
    user.granted(link);
  }

  /** Gives idle connections to those who wait, the first first, and opens what is missing. */
  serve(): void {
    if (this.#isPaused) return;
    if (this.#line.size === 0) return;
    const wanted = new Map<Variant, number>();
    for (const [user, { variant, sinceMs }] of this.#line) {
      if (this.#letJoin(user, variant)) {
        this.#hasWaited(sinceMs);
        continue;
      }
      const link = this.takeIdle(variant, user.settings);
      if (link !== null) {
        this.#line.leave(user);
        this.#hasWaited(sinceMs);
        this.#grant(link, user);
        continue;
      }
      const others = wanted.get(variant) ?? 0;
      wanted.set(variant, others + 1);
      if (others >= variant.opening && !this.#growth.makeRoomFor(variant, sinceMs)) break;
    }
  }

  #hasWaited(sinceMs: number): void {
    const waitedMs = performance.now() - sinceMs;
    this.totals.waitedMs += waitedMs;
    this.facts.observer.waited(waitedMs / 1000);
  }

  /** What may stand between the reads of others does not wait for a connection to itself. False when it may not, or there is none. */
  #letJoin(user: PoolUser, variant: Variant): boolean {
    const turn = user.asTurn();
    if (turn === null) return false;
    const link = this.#pipelines.submit(turn, variant, user.settings, true);
    if (link === null) return false;
    this.#line.leave(user);
    user.joined(link, turn);
    return true;
  }

  deny(error: Error, variant: Variant | null): void {
    this.#line.deny(error, variant);
  }

  opened(link: ServerLink, variant: Variant): void {
    variant.statuses ??= link.statuses;
    this.#links.set(link, variant);
    // It was on its way when nobody was to have one any more.
    link.isRetiring = this.#isPaused;
    link.start();
    this.linkFree(link);
  }
}
