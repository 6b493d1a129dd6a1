import { GatewayError } from '../../errors/index.js';
import { encodeQuery } from '../../pgwire/index.js';
import { isPast } from '../session-end.js';
import { cancelUpstream, openUpstream, type UpstreamTarget } from '../upstream/index.js';
import type { Batch } from './batch.js';
import { type CarriedSettings, nothingCarried, sameSettings } from './carried-settings.js';
import type { PoolOptions } from './pool-options.js';
import { type LinkHost, type LinkUser, ServerLink, type Turn } from './server-link.js';
import { SharedStatements } from './shared-statement.js';

/** What a pool tells of itself. */
export interface PoolObserver {
  waited(seconds: number): void;
  /** A connection could not be had. */
  failed(fault: unknown): void;
}

/** Connections that were opened with the same startup parameters: what RESET and DISCARD go back to. */
export interface Variant {
  readonly parameters: ReadonlyMap<string, string>;
  /** ParameterStatus of a connection that nobody has set anything in; null: none has been opened. */
  statuses: ReadonlyMap<string, string> | null;
  readonly idle: ServerLink[];
  /** Reads of several clients are under way on them. */
  readonly pipelined: ServerLink[];
  opening: number;
  /** Clients that are logged in. */
  clients: number;
}

/** A client that waits for a connection. */
export interface PoolUser extends LinkUser {
  readonly settings: CarriedSettings;
  /** It holds `link` from now on. */
  granted(link: ServerLink): void;
  /** What it waits for may stand between the reads of others: a turn of it; null otherwise. */
  asTurn(): Turn | null;
  /** Its turn is on `link`. */
  joined(link: ServerLink): void;
  /** It has waited for long, and is to be told. */
  isKeptWaiting(): void;
  /** It will get none: a GatewayError, or the server's own refusal. */
  denied(error: Error): void;
  /** A turn was not answered where it was: it is the user's to ask again. */
  rerun(turn: Turn): void;
}

interface Waiter {
  readonly variant: Variant;
  readonly sinceMs: number;
  isTold: boolean;
}

export interface PoolFacts {
  readonly store: string;
  readonly database: string;
  /** Read at each use: a reload may change them. */
  readonly options: () => PoolOptions;
  readonly target: () => UpstreamTarget;
  /** May one more connection be opened to the database? */
  readonly mayOpen: () => boolean;
  readonly observer: PoolObserver;
}

/** Statements that a pool knows: an application has some hundreds. */
const STATEMENTS_MAX = 10_000;
/** Turns that may be outstanding on one connection. */
const DEPTH_MAX = 64;
const FIRST_RETRY_MS = 50;

/** The server connections that clients of one store, database and set of keys share. */
export class Pool implements LinkHost {
  readonly facts: PoolFacts;
  readonly totals = { answers: 0, statements: 0, waitedMs: 0, bytesSent: 0, bytesReceived: 0 };
  readonly statements = new SharedStatements(STATEMENTS_MAX);
  readonly #variants = new Map<string, Variant>();
  readonly #variantOf = new WeakMap<ServerLink, Variant>();
  readonly #links = new Set<ServerLink>();
  /** In the order in which they came. */
  readonly #waiters = new Map<PoolUser, Waiter>();
  readonly #abort = new AbortController();
  #opening = 0;
  /** Connections that failed in a row; when the next may be tried, in ms of `performance.now`. */
  #failures = 0;
  #retryAtMs = 0;
  #lastFailure: Error | null = null;
  #isPaused = false;
  #watch: NodeJS.Timeout | null = null;

  constructor(facts: PoolFacts) {
    this.facts = facts;
  }

  get links(): ReadonlySet<ServerLink> {
    return this.#links;
  }

  get opening(): number {
    return this.#opening;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /** How long the first in the queue has waited. */
  waitedMs(nowMs: number): number {
    const [first] = this.#waiters.values();
    return first === undefined ? 0 : nowMs - first.sinceMs;
  }

  get clients(): number {
    let clients = 0;
    for (const variant of this.#variants.values()) clients += variant.clients;
    return clients;
  }

  variantOf(link: ServerLink): Variant | undefined {
    return this.#variantOf.get(link);
  }

  /** A client is logged in: the variant of its startup parameters, with what a server says of them. */
  async enter(parameters: ReadonlyMap<string, string>): Promise<Variant> {
    const key = JSON.stringify([...parameters].sort(([a], [b]) => (a < b ? -1 : 1)));
    let variant = this.#variants.get(key);
    if (variant === undefined) {
      variant = { parameters, statuses: null, idle: [], pipelined: [], opening: 0, clients: 0 };
      this.#variants.set(key, variant);
    }
    variant.clients += 1;
    try {
      // The server judges the parameters, and says what they became.
      if (variant.statuses === null) await this.#meet(variant);
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
      const refuse = (): never => {
        throw new GatewayError('internal', 'nothing is asked of a connection before a client is logged in');
      };
      this.acquire(
        {
          settings: nothingCarried,
          plan: { begin: refuse, peek: refuse, frame: refuse, pass: refuse },
          chunkEnded: () => true,
          meets: () => {},
          isTold: () => {},
          linkDrained: () => {},
          fault: reject,
          linkLost: () => {},
          mayRetry: () => false,
          retry: () => {},
          rerun: () => {},
          asTurn: () => null,
          joined: () => {},
          // Whoever logs in knows how to wait.
          isKeptWaiting: () => {},
          granted: (link) => {
            this.release(link, nothingCarried, true);
            resolve();
          },
          denied: reject,
        },
        variant,
      );
    });
  }

  /** Calls `granted` or `denied` of the user, now or later. */
  acquire(user: PoolUser, variant: Variant): void {
    if (this.#waiters.size === 0 && !this.#isPaused) {
      const link = this.#idleOf(variant, user.settings);
      if (link !== null) {
        this.facts.observer.waited(0);
        this.#grant(link, user);
        return;
      }
    }
    this.#waiters.set(user, { variant, sinceMs: performance.now(), isTold: false });
    this.#serve();
  }

  /** The user is in the queue. */
  isQueued(user: PoolUser): boolean {
    return this.#waiters.has(user);
  }

  /** The user no longer waits. */
  forgo(user: PoolUser): void {
    this.#waiters.delete(user);
  }

  /** The connection that `user` had last, if nobody has had it since. The user holds it from now on. */
  reclaim(user: PoolUser, variant: Variant): ServerLink | null {
    const at = variant.idle.findIndex((link) => link.lastUser === user && !link.isClosed);
    const link = at < 0 ? undefined : variant.idle[at];
    if (link === undefined) return null;
    variant.idle.splice(at, 1);
    link.hold(user);
    return link;
  }

  /** Pipelines a read behind those of others. Null when there is no place: the caller then acquires a connection. */
  submit(turn: Turn, batch: Batch, variant: Variant, settings: CarriedSettings): ServerLink | null {
    if (this.#isPaused) return null;
    // Who waits for a connection of its own comes first.
    return this.#pipeline(turn, batch, variant, settings, this.#waiters.size === 0);
  }

  #pipeline(
    turn: Turn,
    batch: Batch,
    variant: Variant,
    settings: CarriedSettings,
    mayTakeIdle: boolean,
  ): ServerLink | null {
    const link = this.#pipelinedFor(batch, variant, settings, mayTakeIdle);
    if (link === null) return null;
    link.align(settings);
    link.take(turn);
    link.evict();
    this.#watchHeads();
    return link;
  }

  /** While reads are pipelined, looks whether one of them keeps others waiting. */
  #watchHeads(): void {
    const { pipelineDelayMaxMs } = this.facts.options();
    if (this.#watch !== null || pipelineDelayMaxMs === 0) return;
    // What came while this process was busy is read first.
    this.#watch = setTimeout(() => setImmediate(() => this.#lookAtHeads()), pipelineDelayMaxMs / 2).unref();
  }

  #lookAtHeads(): void {
    const { pipelineDelayMaxMs } = this.facts.options();
    this.#watch = null;
    const nowMs = performance.now();
    let isBusy = false;
    for (const variant of this.#variants.values()) {
      for (const link of [...variant.pipelined]) {
        if (link.depth > 1 && isPast(pipelineDelayMaxMs, link.headSinceMs, nowMs)) this.evacuate(link);
        else if (link.depth > 0) isBusy = true;
      }
    }
    if (isBusy) this.#watchHeads();
  }

  #pipelinedFor(batch: Batch, variant: Variant, settings: CarriedSettings, mayTakeIdle: boolean): ServerLink | null {
    const { pipelineLinks } = this.facts.options();
    let best: ServerLink | null = null;
    for (const link of variant.pipelined) {
      if (!this.#hasRoomFor(link, batch) || !sameSettings(link.settings, settings)) continue;
      if (best === null || link.depth < best.depth) best = link;
    }
    if (best !== null && learnsFirst(best, batch)) return null;
    if (mayTakeIdle && variant.pipelined.length < pipelineLinks && (best === null || best.depth > 0)) {
      const link = this.#idleOf(variant, settings);
      if (link === null) return best;
      if (link.unlearned(batch).length === 0) {
        variant.pipelined.push(link);
        return link;
      }
      variant.idle.push(link);
    }
    return best;
  }

  #hasRoomFor(link: ServerLink, batch: Batch): boolean {
    return !link.isRetiring && link.cancels === 0 && link.depth < DEPTH_MAX && link.isSureOf(batch);
  }

  /**
   * Takes everybody who can run elsewhere off a connection whose head takes long. Nobody is added to it before it is free:
   * to close it would cost a login just when there is most to do.
   */
  evacuate(link: ServerLink): void {
    const variant = this.#variantOf.get(link);
    if (variant === undefined) return;
    remove(variant.pipelined, link);
    const taken = link.takeOff((turn, isHead) => !isHead && !turn.begun);
    this.#rerun(taken);
  }

  #rerun(turns: readonly Turn[]): void {
    for (const turn of turns) (turn.user as PoolUser | null)?.rerun(turn);
  }

  /** The user lets go of a connection that it held. `isClean`: the next one may have it as it is. */
  release(link: ServerLink, settings: CarriedSettings, isClean: boolean): void {
    link.release(settings);
    if (isClean) {
      this.linkFree(link);
      return;
    }
    link.reset(this.facts.options().resetQuery || 'DISCARD ALL', (ok) => {
      if (!ok) link.close();
    });
  }

  /** May a user whose turns are on this connection add one? */
  takesMore(link: ServerLink, batch: Batch): boolean {
    const isPipelined = this.#variantOf.get(link)?.pipelined.includes(link) === true;
    return isPipelined && this.#hasRoomFor(link, batch) && link.unlearned(batch).length === 0;
  }

  /** Cancels what a held connection executes. It is not given to anybody before that is settled. */
  async cancel(link: ServerLink): Promise<void> {
    link.cancels += 1;
    try {
      await cancelUpstream(this.facts.target(), link.processId, link.secretKey);
    } finally {
      link.cancels -= 1;
      if (link.cancels === 0 && !link.isHeld && link.depth === 0) this.linkFree(link);
    }
  }

  /** Cancels what a pipelined connection executes for `user`, if it does so now: nobody else's may be hit. */
  async cancelTurns(user: PoolUser, link: ServerLink): Promise<void> {
    if (link.head?.user !== user) return;
    this.evacuate(link);
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

  /** No more connections are given out until `resume`; those under way go on. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#serve();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Every connection is replaced when it is next free. */
  reconnect(): void {
    for (const link of this.#links) link.isRetiring = true;
    for (const variant of this.#variants.values()) {
      variant.statuses = null;
      for (const link of [...variant.idle]) link.close();
      variant.pipelined.length = 0;
    }
  }

  close(): void {
    this.#abort.abort();
    for (const link of [...this.#links]) link.close();
    const closing = new GatewayError('shutting_down', 'terminating connection due to administrator command');
    this.#denyAll(closing, null);
  }

  linkFree(link: ServerLink): void {
    const variant = this.#variantOf.get(link);
    if (variant === undefined || link.isClosed) return;
    remove(variant.pipelined, link);
    if (link.cancels > 0) return;
    if (link.isRetiring || this.#isTooOld(link, performance.now())) {
      link.close();
      return;
    }
    link.evict();
    if (link.depth > 0) return;
    if (!variant.idle.includes(link)) variant.idle.push(link);
    if (this.#waiters.size > 0) this.#serve();
  }

  headIsFull(link: ServerLink): void {
    this.evacuate(link);
  }

  linkClosed(link: ServerLink, unanswered: readonly Turn[]): void {
    const variant = this.#variantOf.get(link);
    this.#links.delete(link);
    if (variant !== undefined) {
      remove(variant.idle, link);
      remove(variant.pipelined, link);
    }
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
      this.#rerun(rerun);
      for (const tell of lost) tell();
      this.#serve();
    });
  }

  /** Looks at the clock; `nowMs` is of `performance.now`. */
  check(nowMs: number): void {
    const { idleTimeoutMs, poolSizeMin } = this.facts.options();
    this.#checkWaiters(nowMs);
    for (const [key, variant] of this.#variants) {
      for (const link of [...variant.idle]) {
        const isSpare = this.#links.size > poolSizeMin && isPast(idleTimeoutMs, link.usedMs, nowMs);
        if (isSpare || this.#isTooOld(link, nowMs)) link.close();
      }
      if (variant.clients === 0 && variant.opening === 0 && variant.idle.length === 0 && this.#variants.size > 64) {
        this.#variants.delete(key);
      }
    }
    if (this.#waiters.size > 0) this.#serve();
    else this.#keepLeast(poolSizeMin);
  }

  #checkWaiters(nowMs: number): void {
    const { waitTimeoutMs, waitNotifyMs } = this.facts.options();
    for (const [user, waiter] of this.#waiters) {
      if (isPast(waitTimeoutMs, waiter.sinceMs, nowMs)) {
        this.#waiters.delete(user);
        user.denied(waitedTooLong());
      } else if (isPast(waitNotifyMs, waiter.sinceMs, nowMs) && !waiter.isTold) {
        waiter.isTold = true;
        user.isKeptWaiting();
      }
    }
  }

  #keepLeast(poolSizeMin: number): void {
    if (this.#links.size + this.#opening >= poolSizeMin || performance.now() < this.#retryAtMs) return;
    for (const variant of this.#variants.values()) {
      if (variant.clients === 0) continue;
      this.#open(variant);
      return;
    }
  }

  #isTooOld(link: ServerLink, nowMs: number): boolean {
    return isPast(this.facts.options().lifetimeMs, link.createdMs, nowMs);
  }

  /**
   * The idle connection that has these settings, else the one used last: the others may grow old and be closed. Where all are
   * to be used alike, the one used longest ago, whatever it has.
   */
  #idleOf(variant: Variant, settings: CarriedSettings): ServerLink | null {
    const { idle } = variant;
    const { checkDelayMs, roundRobin } = this.facts.options();
    for (let at = idle.length - 1; at >= 0 && !roundRobin; at--) {
      if (sameSettings((idle[at] as ServerLink).settings, settings)) {
        const [link] = idle.splice(at, 1);
        return this.#checked(link as ServerLink, checkDelayMs);
      }
    }
    const link = roundRobin ? idle.shift() : idle.pop();
    return link === undefined ? null : this.#checked(link, checkDelayMs);
  }

  /** One that nobody has used for long is asked something first; should it be gone, that is seen before anybody's statement. */
  #checked(link: ServerLink, checkDelayMs: number): ServerLink | null {
    if (checkDelayMs === 0 || performance.now() - link.usedMs < checkDelayMs) return link;
    link.usedMs = performance.now();
    link.ask(encodeQuery(this.facts.options().checkQuery), ({ sqlstate }) => {
      if (sqlstate !== null) link.close();
    });
    return null;
  }

  #grant(link: ServerLink, user: PoolUser): void {
    link.hold(user);
    link.align(user.settings);
    user.granted(link);
  }

  /** Gives idle connections to those who wait, the first first, and opens what is missing. */
  #serve(): void {
    if (this.#isPaused) return;
    const wanted = new Map<Variant, number>();
    for (const [user, { variant, sinceMs }] of this.#waiters) {
      if (this.#letJoin(user, variant)) {
        this.#hasWaited(sinceMs);
        continue;
      }
      const link = this.#idleOf(variant, user.settings);
      if (link !== null) {
        this.#waiters.delete(user);
        this.#hasWaited(sinceMs);
        this.#grant(link, user);
        continue;
      }
      const others = wanted.get(variant) ?? 0;
      wanted.set(variant, others + 1);
      if (others >= variant.opening && !this.#makeRoomFor(variant, sinceMs)) break;
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
    if (turn === null || turn.batch === null) return false;
    const link = this.#pipeline(turn, turn.batch, variant, user.settings, true);
    if (link === null) return false;
    this.#waiters.delete(user);
    user.joined(link);
    return true;
  }

  /** Opens a connection, in the place of an idle one of another variant if need be. False when there is no room. */
  #makeRoomFor(variant: Variant, sinceMs: number): boolean {
    const { poolSize, reserveSize, reserveTimeoutMs } = this.facts.options();
    const nowMs = performance.now();
    if (nowMs < this.#retryAtMs) {
      if (this.#links.size === 0 && this.#lastFailure !== null) this.#denyAll(this.#lastFailure, null);
      return false;
    }
    const isLate = reserveSize > 0 && nowMs - sinceMs > reserveTimeoutMs;
    const size = poolSize + (isLate ? reserveSize : 0);
    if (this.#links.size + this.#opening >= size || !this.facts.mayOpen()) {
      const spare = this.#spareOf(variant);
      if (spare === null) return false;
      spare.close();
    }
    this.#open(variant);
    return true;
  }

  /** An idle connection of another variant: the one that was used longest ago. */
  #spareOf(wanted: Variant): ServerLink | null {
    let spare: ServerLink | null = null;
    for (const variant of this.#variants.values()) {
      if (variant === wanted) continue;
      for (const link of variant.idle) if (spare === null || link.usedMs < spare.usedMs) spare = link;
    }
    return spare;
  }

  #open(variant: Variant): void {
    this.#login(variant).then(
      (link) => this.#adopt(link, variant),
      (fault: Error) => {
        // Nobody knows yet whether a server takes these parameters at all.
        if (variant.statuses === null) this.#denyAll(fault, variant);
        else if (this.#links.size === 0) this.#denyAll(fault, null);
        this.#serve();
      },
    );
  }

  async #login(variant: Variant): Promise<ServerLink> {
    const { facts } = this;
    this.#opening += 1;
    variant.opening += 1;
    try {
      const { parameters } = variant;
      const login = { database: facts.database, parameters, protocolMinor: 0 } as const;
      const upstream = await openUpstream(facts.target(), login, this.#abort.signal);
      this.#failures = 0;
      this.#retryAtMs = 0;
      return new ServerLink(upstream, this, facts.options().preparedMax);
    } catch (fault) {
      this.#failed(fault);
      throw fault;
    } finally {
      this.#opening -= 1;
      variant.opening -= 1;
    }
  }

  #failed(fault: unknown): void {
    const { loginRetryMs } = this.facts.options();
    // Doubled each time, and spread: many gateways do not come back at once.
    const delayMs = Math.min(loginRetryMs, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#retryAtMs = performance.now() + delayMs * spread();
    this.#lastFailure = fault instanceof Error ? fault : null;
    this.facts.observer.failed(fault);
  }

  /** Null: those of every variant. */
  #denyAll(error: Error, variant: Variant | null): void {
    const denied = [...this.#waiters].filter(([, waiter]) => variant === null || waiter.variant === variant);
    for (const [user] of denied) {
      this.forgo(user);
      user.denied(error);
    }
  }

  #adopt(link: ServerLink, variant: Variant): void {
    variant.statuses ??= link.statuses;
    this.#links.add(link);
    this.#variantOf.set(link, variant);
    link.start();
    this.linkFree(link);
  }
}

/** True when a connection has to learn statements of the batch before it can have it: it does so now, and has it next time. */
function learnsFirst(link: ServerLink, batch: Batch): boolean {
  const unlearned = link.unlearned(batch);
  if (unlearned.length === 0) return false;
  link.learn(unlearned, () => {});
  return true;
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** Between a half and one. */
function spread(): number {
  return 0.5 + (performance.now() % 1) / 2;
}

function waitedTooLong(): GatewayError {
  return new GatewayError('shutting_down', 'terminating connection due to `query_wait_timeout`', { sqlstate: '57014' });
}
