import type { ForwardableStatement } from '../enforce/index.js';
import type { GatewayError } from '../errors/index.js';
import { LaterNames } from './later-names.js';
import type { SharedStatement } from './pool/shared-statement.js';
import type { Portal } from './portal-book.js';
import type { Shape } from './shape.js';
import type { PreparedStatement } from './statement-book.js';

export type RequestKind =
  | 'query'
  | 'function_call'
  | 'parse'
  | 'bind'
  | 'describe'
  | 'execute'
  | 'close_statement'
  | 'close_portal'
  | 'sync'
  /** CopyDone or CopyFail: nothing answers it, but it tells which Syncs the server did not see. */
  | 'copy_end';

/** Something that was sent to the server and is not answered yet. */
export interface OutstandingRequest {
  readonly kind: RequestKind;
  /** The client did not ask for it: its answers are dropped. */
  readonly injected: boolean;
  /** What was sent fails on purpose, in the place of what the client sent; the client is told this instead. */
  refusal: GatewayError | null;
  readonly statement: ForwardableStatement | null;
  readonly prepared: PreparedStatement | null;
  readonly portal: Portal | null;
  /** What the books held under `name` before this request, to be put back should the server never see it. */
  readonly name: string;
  statementBefore: PreparedStatement | null;
  portalBefore: Portal | null;
  /** Puts back what else it was to change, should the server never see it, or fail on it. */
  takeBack: (() => void) | null;
  /** Of a Describe: told what the server says of the statement. */
  readonly onDescribed: ((shape: Shape) => void) | null;
  /** The statement on the server that it makes or uses; null where each client has its own. */
  readonly shared: SharedStatement | null;
  /** Nothing was sent for it: it is answered when it comes to the head. Known once it has been given to a connection. */
  fake: boolean;
  /** So many Parses were sent before it, which the client did not ask for, and that are not answered yet. */
  injects: number;
  /** So many Closes were sent before it, which the client did not ask for, and that are not answered yet. */
  closes: number;
  /** Of a Query: a command of it is complete, or has failed. */
  isAnswered: boolean;
}

const nothingMore: Partial<OutstandingRequest> = {};

export function request(kind: RequestKind, more: Partial<OutstandingRequest> = nothingMore): OutstandingRequest {
  // Field by field: this runs several times a statement, and spreading two objects costs more than all the rest of it.
  return {
    kind,
    injected: more.injected ?? false,
    refusal: more.refusal ?? null,
    statement: more.statement ?? null,
    prepared: more.prepared ?? null,
    portal: more.portal ?? null,
    name: more.name ?? '',
    statementBefore: more.statementBefore ?? null,
    portalBefore: more.portalBefore ?? null,
    takeBack: more.takeBack ?? null,
    onDescribed: more.onDescribed ?? null,
    shared: more.shared ?? null,
    fake: false,
    injects: 0,
    closes: 0,
    isAnswered: false,
  };
}

const none: readonly string[] = [];
const sync = request('sync');
const copyEnd = request('copy_end');

/**
 * What was sent and is not answered, in order. Docs: PostgreSQL "Message Flow", sections "Extended Query" and "Pipelining".
 */
export class Outstanding {
  #requests: OutstandingRequest[] = [];
  #first = 0;
  #inCopyIn = false;
  /** Of those that are not answered, how many a ReadyForQuery answers. */
  #readies = 0;
  /** Of those that are kept, how many nothing answers. */
  #copyEnds = 0;
  /** How many requests stood before the ones that are kept: what a request is numbered by. */
  #dropped = 0;
  readonly #statementNames = new LaterNames<OutstandingRequest>(({ kind, name }) => (names(kind) ? [name] : none));
  readonly #portalNames = new LaterNames<OutstandingRequest>(({ kind, name }) => (binds(kind) ? [name] : none));

  get isEmpty(): boolean {
    return this.head() === null;
  }

  /** The request that the server answers now. */
  head(): OutstandingRequest | null {
    // Nothing answers a CopyDone or CopyFail.
    while (this.#requests[this.#first]?.kind === 'copy_end') this.#advance();
    return this.#requests[this.#first] ?? null;
  }

  /** So many are not answered, and will be. */
  get size(): number {
    return this.#requests.length - this.#first - this.#copyEnds;
  }

  /** True when the server will say ReadyForQuery for something that has been sent. */
  get awaitsReady(): boolean {
    return this.#readies > 0;
  }

  /** What the next ReadyForQuery answers; null: nothing that has been sent. */
  get readyKind(): RequestKind | null {
    return this.#requests[this.#readyAt('any')]?.kind ?? null;
  }

  /** Should the head fail, what ends that has been sent: of an extended request its Sync. */
  get awaitsEndOfHead(): boolean {
    return this.#endOfHead < this.#requests.length;
  }

  /** There is something behind that end. */
  get reachesPastHead(): boolean {
    return this.#endOfHead < this.#requests.length - 1;
  }

  get #endOfHead(): number {
    const kind = this.head()?.kind;
    return this.#readyAt(kind !== undefined && endsBatch(kind) ? 'any' : 'sync');
  }

  /** Where the first request stands that a ReadyForQuery answers, or the first Sync. */
  #readyAt(wanted: 'any' | 'sync'): number {
    let at = this.#first;
    while (at < this.#requests.length) {
      const { kind } = this.#requests[at] as OutstandingRequest;
      if (kind === 'sync' || (wanted === 'any' && endsBatch(kind))) break;
      at += 1;
    }
    return at;
  }

  /** The next ReadyForQuery is one that the client has not asked for. */
  get awaitsOwnReady(): boolean {
    return this.#readies > 0 && this.#requests[this.#readyAt('any')]?.injected === true;
  }

  /** The last request is one that a ReadyForQuery answers. */
  get endsBatch(): boolean {
    const last = this.#requests[this.#requests.length - 1];
    return last !== undefined && endsBatch(last.kind);
  }

  /** The first request that gives the name of a statement another meaning, or none. */
  renaming(name: string): OutstandingRequest | null {
    return this.#firstGiving(this.#statementNames, name);
  }

  /** As `renaming`, for a name of a portal. */
  rebinding(name: string): OutstandingRequest | null {
    return this.#firstGiving(this.#portalNames, name);
  }

  #firstGiving(given: LaterNames<OutstandingRequest>, name: string): OutstandingRequest | null {
    const first = this.#dropped + this.#first;
    const end = this.#dropped + this.#requests.length;
    const at = (number: number): OutstandingRequest => this.#requests[number - this.#dropped] as OutstandingRequest;
    const found = given.find(name, first, end, at);
    return found < 0 ? null : at(found);
  }

  push(added: OutstandingRequest): void {
    this.#requests.push(added);
    this.#count(added.kind, 1);
  }

  pushSync(): void {
    this.push(sync);
  }

  pushCopyEnd(): void {
    this.push(copyEnd);
  }

  /** The head has been answered. */
  shift(): void {
    this.#advance();
  }

  /** The server has asked for the data of a COPY, and has not said that it is over. */
  get isInCopyIn(): boolean {
    return this.#inCopyIn;
  }

  /** The server will say ReadyForQuery with nothing more from the client. */
  get isOwedReady(): boolean {
    return this.awaitsReady && !this.awaitsData;
  }

  /** Nothing is answered before the client has ended the data of a COPY. */
  get awaitsData(): boolean {
    if (!this.#inCopyIn) return false;
    for (let at = this.#first; at < this.#requests.length; at++) {
      if (this.#requests[at]?.kind === 'copy_end') return false;
    }
    return true;
  }

  copyInStarted(): void {
    this.#inCopyIn = true;
  }

  /**
   * The COPY of a request that stood at the head is over, well or not. A Sync that a client sent behind the Execute, before
   * its CopyDone, was read as part of the COPY and ignored: it has no answer.
   */
  copyInEnded(): void {
    if (!this.#inCopyIn) return;
    this.#inCopyIn = false;
    let at = this.#first;
    if (this.#requests[at]?.kind === 'query') at += 1;
    let end = at;
    while (this.#requests[end]?.kind === 'sync') end += 1;
    if (this.#requests[end]?.kind === 'copy_end') end += 1;
    if (end === at) return;
    for (const { kind } of this.#requests.splice(at, end - at)) this.#count(kind, -1);
    this.#forgetNames();
  }

  /**
   * The head failed. After an extended request the server ignores everything up to the next Sync, a Query too: `discard`
   * is called with each request that it will never answer, last first. Returns false when that Sync has yet to be sent.
   */
  fail(discard: (dropped: OutstandingRequest) => void): boolean {
    const failed = this.head();
    if (failed === null) return true;
    if (failed.kind === 'query' || failed.kind === 'function_call' || failed.kind === 'sync') {
      // A ReadyForQuery follows, that ends the request. Later ones are answered.
      if (failed.kind === 'query') failed.isAnswered = true;
      this.copyInEnded();
      return true;
    }
    this.#advance();
    this.copyInEnded();
    let end = this.#first;
    while (end < this.#requests.length && this.#requests[end]?.kind !== 'sync') end += 1;
    const reachesSync = end < this.#requests.length;
    const dropped = this.#requests.slice(this.#first, end);
    for (const { kind } of dropped) this.#count(kind, -1);
    this.#first = end;
    this.#trim();
    for (let at = dropped.length - 1; at >= 0; at--) discard(dropped[at] as OutstandingRequest);
    return reachesSync;
  }

  /** ReadyForQuery came. False when something before the end of its batch was never answered, or a Query that it ends. */
  ready(): boolean {
    let inOrder = true;
    for (;;) {
      const head = this.head();
      // A ReadyForQuery that nobody asked for: a Sync behind a COPY that failed before it read it.
      if (head === null) return inOrder;
      this.#advance();
      if (endsBatch(head.kind)) return inOrder && (head.kind !== 'query' || head.isAnswered);
      inOrder = false;
    }
  }

  #advance(): void {
    const passed = this.#requests[this.#first];
    if (passed !== undefined) this.#count(passed.kind, -1);
    this.#first += 1;
    this.#trim();
  }

  #count(kind: RequestKind, by: 1 | -1): void {
    if (endsBatch(kind)) this.#readies += by;
    else if (kind === 'copy_end') this.#copyEnds += by;
  }

  /** Lets go of what has been answered, now and then: each time would move all that has not. */
  #trim(): void {
    if (this.#first >= this.#requests.length) {
      this.#requests.length = 0;
      this.#first = 0;
      this.#dropped = 0;
      this.#forgetNames();
    } else if (this.#first > 1024 && this.#first > this.#requests.length / 2) {
      this.#requests = this.#requests.slice(this.#first);
      this.#dropped += this.#first;
      this.#first = 0;
    }
  }

  #forgetNames(): void {
    this.#statementNames.forget();
    this.#portalNames.forget();
  }
}

/** It changes what a name of a statement means. A Query drops the unnamed one. */
function names(kind: RequestKind): boolean {
  return kind === 'parse' || kind === 'close_statement' || kind === 'query';
}

/** It changes what a name of a portal means. A Query drops the unnamed one. */
function binds(kind: RequestKind): boolean {
  return kind === 'bind' || kind === 'close_portal' || kind === 'query';
}

/** A ReadyForQuery answers it. */
function endsBatch(kind: RequestKind): boolean {
  return kind === 'sync' || kind === 'query' || kind === 'function_call';
}
