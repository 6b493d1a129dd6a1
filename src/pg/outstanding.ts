import type { ForwardableStatement } from '../enforce/index.js';
import type { GatewayError } from '../errors/index.js';
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

const none: Partial<OutstandingRequest> = {};

export function request(kind: RequestKind, more: Partial<OutstandingRequest> = none): OutstandingRequest {
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

const sync = request('sync');
const copyEnd = request('copy_end');

/**
 * What was sent and is not answered, in order. Docs: PostgreSQL "Message Flow", sections "Extended Query" and "Pipelining".
 */
export class Outstanding {
  #requests: OutstandingRequest[] = [];
  #first = 0;
  #inCopyIn = false;

  get isEmpty(): boolean {
    return this.head() === null;
  }

  /** The request that the server answers now. */
  head(): OutstandingRequest | null {
    // Nothing answers a CopyDone or CopyFail.
    while (this.#requests[this.#first]?.kind === 'copy_end') this.#advance();
    return this.#requests[this.#first] ?? null;
  }

  /** True when the server will say ReadyForQuery for something that has been sent. */
  get awaitsReady(): boolean {
    return this.#readyAt('any') < this.#requests.length;
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
    return this.#requests[this.#readyAt('any')]?.injected ?? false;
  }

  /** The last request is one that a ReadyForQuery answers. */
  get endsBatch(): boolean {
    const last = this.#requests[this.#requests.length - 1];
    return last !== undefined && endsBatch(last.kind);
  }

  /** The first request that gives the name of a statement another meaning, or none. */
  renaming(name: string): OutstandingRequest | null {
    for (let at = this.#first; at < this.#requests.length; at++) {
      const one = this.#requests[at] as OutstandingRequest;
      if (one.name === name && names(one.kind)) return one;
    }
    return null;
  }

  /** As `renaming`, for a name of a portal. */
  rebinding(name: string): OutstandingRequest | null {
    for (let at = this.#first; at < this.#requests.length; at++) {
      const one = this.#requests[at] as OutstandingRequest;
      if (one.name === name && binds(one.kind)) return one;
    }
    return null;
  }

  push(added: OutstandingRequest): void {
    this.#requests.push(added);
  }

  pushSync(): void {
    this.#requests.push(sync);
  }

  pushCopyEnd(): void {
    this.#requests.push(copyEnd);
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
    while (this.#requests[at]?.kind === 'sync') this.#requests.splice(at, 1);
    if (this.#requests[at]?.kind === 'copy_end') this.#requests.splice(at, 1);
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
    const dropped = this.#requests.splice(this.#first, end - this.#first);
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
    this.#first += 1;
    if (this.#first === this.#requests.length) {
      this.#requests.length = 0;
      this.#first = 0;
    } else if (this.#first > 1024) {
      this.#requests = this.#requests.slice(this.#first);
      this.#first = 0;
    }
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
