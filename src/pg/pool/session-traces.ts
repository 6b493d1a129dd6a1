import { type ConnectionUse, lasts, type PinReason } from '../../enforce/index.js';
import { type CarriedSettings, changed, changesReading, nothingCarried } from './carried-settings.js';
import { PendingChanges } from './pending-changes.js';

/** What may have left something in a connection. */
export interface Suspects {
  /** Something ran that may have left anything. */
  readonly isUncertain: boolean;
  /** Functions of which nothing is known. */
  readonly functions: readonly string[];
  /** Uses of relations. */
  readonly uses: readonly string[];
}

const none: readonly string[] = [];

/** Of all sessions: what one's transaction has set is not what another's has. */
let readings = 0;

/**
 * What one client's statements leave in server connections, by what is known of them when they are sent and of how they ended:
 * settings, which go with the client; what keeps it on its connection; what nobody can tell without looking.
 */
export class SessionTraces {
  readonly #first: CarriedSettings;
  readonly #onPinned: (reason: PinReason) => void;
  #settings: CarriedSettings;
  #serverSettings: CarriedSettings = nothingCarried;
  readonly #changes = new PendingChanges();
  #pin: PinReason | null = null;
  /** In which batch it was pinned. */
  #pinnedIn = 0;
  /** Something that the transaction at hand has set changes how its statements are read. */
  #readsOtherwise = false;
  /** Of that, and of nothing else that was ever set so. */
  #reading = 0;
  /** The batch in which a transaction was begun or ended last. */
  #controlledIn = 0;
  #uncertain = false;
  /** Null: none. */
  #unknownFunctions: Set<string> | null = null;
  /** Uses of relations after which nobody has looked at a connection yet. */
  #unknownUses: Set<string> | null = null;
  #rolledBackPart = false;
  #discardsAll = false;
  /** How the last statement used which relations; none of a plain read. */
  lastUses: readonly string[] = none;
  /** The client may ask next what that has given out, which its connection alone can tell. */
  mayAskNext = false;
  /** Something is defined that others see once the transaction is over. */
  defines = false;
  /** Something was sent since that may set what the server tells of. */
  #setsSomething = false;
  /** Counts what ReadyForQuery answers. */
  #sentBatches = 1;
  #readyBatches = 0;

  /** `first` is what a reset goes back to; `onPinned` is told of each pin once. */
  constructor(first: CarriedSettings, onPinned: (reason: PinReason) => void) {
    this.#first = first;
    this.#settings = first;
    this.#onPinned = onPinned;
  }

  /** What the client has set, and a connection must have before it runs the client's statements. */
  get settings(): CarriedSettings {
    return this.#settings;
  }

  /** What the held connection has. */
  get serverSettings(): CarriedSettings {
    return this.#serverSettings;
  }

  /** The client keeps its connection. */
  get isPinned(): boolean {
    return this.#pin !== null;
  }

  /** What it leaves in the connection nothing undoes. */
  get lasts(): boolean {
    return this.#pin !== null && lasts(this.#pin);
  }

  /** Something ran that may have left anything in the connection. */
  get isUncertain(): boolean {
    return this.#uncertain || this.#unknownUses !== null;
  }

  /** A change of settings has been sent, and the transaction that it is part of is not over. */
  get changesSettings(): boolean {
    return !this.#changes.isEmpty;
  }

  /** ReadyForQuery that servers owe for what was sent. */
  get owed(): number {
    return this.#sentBatches - 1 - this.#readyBatches;
  }

  /** Whatever is set in the transaction that runs says how its statements are read, and no other's. */
  get readingKey(): string {
    return this.#readsOtherwise ? `${this.#settings.readingKey}#${this.#reading}` : this.#settings.readingKey;
  }

  /** The client has a connection now, with these settings. */
  holds(settings: CarriedSettings): void {
    this.#serverSettings = settings;
  }

  pinned(reason: PinReason): void {
    if (this.#pin !== null && !(lasts(reason) && !lasts(this.#pin))) return;
    if (this.#pin === null) this.#onPinned(reason);
    this.#pin = reason;
    this.#pinnedIn = this.#sentBatches;
  }

  /** A statement is sent for execution that is no plain read. */
  executes(use: ConnectionUse): void {
    // What comes behind a DISCARD ALL stays.
    this.#discardsAll = use.discardsAll;
    if (use.settings.length > 0 || use.pins !== null) this.#setsSomething = true;
    // What asks for a sequence's number leaves nothing.
    if (use.pins !== null && use.pins !== 'sequence') this.pinned(use.pins);
    if (use.uncertain) this.#uncertain = true;
    for (const name of use.unknownFunctions) {
      this.#unknownFunctions ??= new Set();
      this.#unknownFunctions.add(name);
    }
    if (use.rollsBackPart) this.#rolledBackPart = true;
    if (use.controlsTransaction) this.#controlledIn = this.#sentBatches;
    for (const change of use.settings) {
      if (changesReading(change)) {
        this.readsOtherwise();
      }
      if (!change.local) this.#changes.push({ batch: this.#sentBatches, change });
    }
    // How much of what is set holds is not known when a transaction begins or ends in the same batch.
    if (this.#changes.has(this.#controlledIn)) this.pinned('setting');
  }

  /** What has been sent may change how the transaction's later statements are read. */
  readsOtherwise(): void {
    readings += 1;
    this.#reading = readings;
    this.#readsOtherwise = true;
  }

  /** What the statement uses in these ways may leave anything. */
  uses(unknown: readonly string[]): void {
    for (const use of unknown) {
      this.#unknownUses ??= new Set();
      this.#unknownUses.add(use);
    }
  }

  executesUnknown(): void {
    this.#discardsAll = false;
    this.#uncertain = true;
  }

  /** The server tells of a setting that has changed. If no statement was to change any, code of the store's own has. */
  isTold(): void {
    if (!this.#setsSomething) this.#uncertain = true;
  }

  /**
   * A transaction has ended, and with the same ReadyForQuery another one has begun, or failed: which of them what is set was part
   * of is not known.
   */
  endedWithin(): void {
    if (!this.#changes.isEmpty) this.pinned('setting');
  }

  /** A Sync or Query is sent. */
  endsBatch(): void {
    this.#sentBatches += 1;
  }

  /** A ReadyForQuery has come. */
  ready(): void {
    this.#readyBatches += 1;
  }

  /** The held connection is to be looked at, for what these have left. Starts anew. */
  lookedAt(): Suspects {
    const functions = [...(this.#unknownFunctions ?? [])];
    const suspects = { isUncertain: this.#uncertain, functions, uses: [...(this.#unknownUses ?? [])] };
    this.#uncertain = false;
    this.#unknownFunctions = null;
    this.#unknownUses = null;
    return suspects;
  }

  /** A transaction of the held connection is over. `isSettled`: nothing is under way behind it. */
  transactionEnded(isSettled: boolean, rolledBack: boolean): void {
    if (isSettled) {
      this.#readsOtherwise = false;
      this.#setsSomething = false;
    }
    if (this.#discardsAll && !rolledBack) {
      if (!this.lasts) this.#pin = null;
      this.#uncertain = false;
    }
    this.#discardsAll = false;
    // What has failed may not have run.
    if (rolledBack) this.#unknownUses = null;
    if (this.#changes.isEmpty) {
      this.#rolledBackPart = false;
      return;
    }
    const due = this.#changes.take(isSettled ? this.#sentBatches : this.#readyBatches);
    if (due.length > 0 && this.#rolledBackPart) this.pinned('setting');
    this.#rolledBackPart = false;
    if (rolledBack) return;
    for (const { change } of due) {
      this.#settings = changed(this.#settings, change, this.#first);
      this.#serverSettings = changed(this.#serverSettings, change, nothingCarried);
    }
  }

  /**
   * What the first batch that is not answered was to set, or leave, is not there: no server has had it. `isLast`: nothing stands
   * behind it. If something does, what can't be told apart counts on.
   */
  firstCanceled(isLast: boolean): void {
    const first = this.#readyBatches + 1;
    this.#changes.take(first);
    this.#discardsAll = false;
    if (!isLast) return;
    this.#readsOtherwise = false;
    this.#rolledBackPart = false;
    this.lookedAt();
    if (this.#pinnedIn === first) this.#pin = null;
  }
}
