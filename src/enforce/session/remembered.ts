import type { TemporaryRelation } from '../rewrite/temporaries.js';
import type { TemporaryViews } from '../rewrite/temporary-view.js';
import type { ShownFields } from '../shown-fields.js';
import type { Effect, Origin } from '../statements/effect.js';
import { type FormerNames, noFormerNames } from './former-names.js';
import { RememberedViews } from './remembered-views.js';

/** A cursor that DECLARE made. */
export interface RememberedCursor {
  /** Rows of its answer that may still be fetched; null: no limit. */
  readonly rowsLeft: number | null;
  /** It outlives its transaction: WITH HOLD. */
  readonly hold: boolean;
  /** The server was seen in a transaction since. */
  readonly seen: boolean;
  readonly origin: Origin | null;
}

/** Names in the server that stand for statements of this session: what PREPARE and DECLARE made. */
export class Remembered {
  readonly #prepared: Map<string, Origin | null>;
  readonly #cursors: Map<string, RememberedCursor>;
  /** Never forgotten: whether DROP, DISCARD or ROLLBACK did what they say is not known. */
  readonly #temporary: Map<string, TemporaryRelation>;
  /** Cursors with a limit that were closed or declared anew, and may stand all the same: how much of it they have left. */
  #limited = new Map<string, RememberedCursor>();
  /** Names that statements took back or gave anew whose answers are yet to come; null: all. */
  #awaitedPrepared: Names = noNames;
  #awaitedCursors: Names = noNames;
  #views = new RememberedViews();
  #formerPrepared: FormerNames = noFormerNames;
  #formerCursors: FormerNames = noFormerNames;

  constructor(
    prepared: Iterable<readonly [string, Origin | null]> = [],
    cursors: Iterable<readonly [string, RememberedCursor]> = [],
    temporary: Iterable<readonly [string, TemporaryRelation]> = [],
  ) {
    this.#prepared = new Map(prepared);
    this.#cursors = new Map(cursors);
    this.#temporary = new Map(temporary);
  }

  get names(): {
    readonly prepared: ReadonlyMap<string, Origin | null>;
    readonly cursors: ReadonlyMap<string, RememberedCursor>;
    readonly formerPrepared: FormerNames;
    readonly formerCursors: FormerNames;
    readonly rowsLeftUnder: (name: string) => number | null;
  } {
    return {
      rowsLeftUnder: (name) => this.#limited.get(name)?.rowsLeft ?? null,
      prepared: this.#prepared,
      cursors: this.#cursors,
      formerPrepared: this.#formerPrepared,
      formerCursors: this.#formerCursors,
    };
  }

  get temporary(): ReadonlyMap<string, TemporaryRelation> {
    return this.#temporary;
  }

  get views(): TemporaryViews {
    return this.#views.known;
  }

  /** A copy to try effects on. */
  branch(): Remembered {
    const branch = new Remembered(this.#prepared, this.#cursors, this.#temporary);
    branch.#views = this.#views.branch();
    branch.#formerPrepared = this.#formerPrepared;
    branch.#formerCursors = this.#formerCursors;
    branch.#limited = new Map(this.#limited);
    return branch;
  }

  apply(effect: Effect): void {
    this.#views.apply(effect);
    switch (effect.kind) {
      case 'prepare':
        this.#formerPrepare(effect.name);
        this.#awaitedPrepared = withName(this.#awaitedPrepared, effect.name);
        this.#prepared.set(effect.name, effect.origin);
        break;
      case 'deallocate':
        for (const name of namesOf(this.#prepared, effect.name)) this.#formerPrepare(name);
        this.#awaitedPrepared = withName(this.#awaitedPrepared, effect.name);
        break;
      case 'declare':
        this.#formerCursor(effect.name);
        this.#awaitedCursors = withName(this.#awaitedCursors, effect.name);
        this.#cursors.set(effect.name, {
          rowsLeft: effect.rowsMax,
          hold: effect.hold,
          seen: false,
          origin: effect.origin,
        });
        break;
      case 'fetch':
        this.#fetch(effect.name, effect.rows);
        break;
      case 'close':
        for (const name of namesOf(this.#cursors, effect.name)) this.#formerCursor(name);
        this.#awaitedCursors = withName(this.#awaitedCursors, effect.name);
        break;
      case 'temporary':
        this.#remember(effect.relation);
        break;
      case 'end_transaction':
        for (const [name, cursor] of this.#cursors) if (!cursor.hold) this.#formerCursor(name);
        break;
      default:
        break;
    }
  }

  /** A statement that was planned before others ran says what was known then. */
  #remember(relation: TemporaryRelation): void {
    const before = this.#temporary.get(relation.name);
    this.#temporary.set(relation.name, {
      ...relation,
      permit: before?.permit ?? relation.permit,
      typeOids: [...new Set([...(before?.typeOids ?? []), ...relation.typeOids])],
      holdsProtected: relation.holdsProtected || before?.holdsProtected === true,
    });
  }

  /** A limit is on a cursor's whole answer, however it is fetched. Rows that were asked for count, whether they came or not. */
  #fetch(name: string, rows: number): void {
    for (const cursors of [this.#cursors, this.#limited]) {
      const cursor = cursors.get(name);
      if (cursor === undefined || cursor.rowsLeft === null) continue;
      cursors.set(name, { ...cursor, rowsLeft: Math.max(0, cursor.rowsLeft - rows) });
    }
  }

  /** ReadyForQuery came: a cursor without HOLD does not outlive its transaction. `failed`: something was not done. */
  transactionState(status: 'I' | 'T' | 'E', failed: boolean): void {
    this.#views.transactionState(status, failed);
    if (this.#isBlank) return;
    // Where nothing has failed, what was to be taken back is, and a name is not given twice. Such statements are sent alone.
    if (!failed && status !== 'E') this.#settle();
    this.#awaitedPrepared = noNames;
    this.#awaitedCursors = noNames;
    for (const [name, cursor] of this.#limited) {
      if (status !== 'I') this.#limited.set(name, { ...cursor, seen: true });
      else if (!cursor.hold && cursor.seen) this.#limited.delete(name);
    }
    this.#formerCursors = this.#formerCursors.afterReady(status);
    for (const [name, cursor] of this.#cursors) {
      if (status !== 'I') this.#cursors.set(name, { ...cursor, seen: true });
      else if (!cursor.hold && cursor.seen) this.#cursors.delete(name);
    }
  }

  /** No name is in doubt, and there are no cursors: nothing changes with an answer. So it is with most statements. */
  get #isBlank(): boolean {
    if (this.#awaitedPrepared !== noNames || this.#awaitedCursors !== noNames) return false;
    return this.#cursors.size === 0 && this.#limited.size === 0 && this.#formerCursors.isEmpty;
  }

  #settle(): void {
    this.#formerPrepared = this.#formerPrepared.without(this.#awaitedPrepared);
    this.#formerCursors = this.#formerCursors.without(this.#awaitedCursors);
    for (const name of this.#awaitedCursors ?? [...this.#limited.keys()]) this.#limited.delete(name);
  }

  #formerPrepare(name: string): void {
    const origin = this.#prepared.get(name);
    if (origin === undefined) return;
    this.#awaitedPrepared = withoutName(this.#awaitedPrepared, name);
    this.#formerPrepared = this.#formerPrepared.with(name, { origin, hold: true, seen: true });
    this.#prepared.delete(name);
  }

  #formerCursor(name: string): void {
    const cursor = this.#cursors.get(name);
    if (cursor === undefined) return;
    this.#awaitedCursors = withoutName(this.#awaitedCursors, name);
    this.#formerCursors = this.#formerCursors.with(name, cursor);
    this.#cursors.delete(name);
    if (cursor.rowsLeft === null) return;
    const before = this.#limited.get(name);
    const rowsLeft = Math.min(cursor.rowsLeft, before?.rowsLeft ?? cursor.rowsLeft);
    this.#limited.set(name, { ...cursor, rowsLeft, hold: cursor.hold || before?.hold === true });
  }
}

/** Those that a DEALLOCATE or CLOSE speaks of; null: all. */
function namesOf(names: ReadonlyMap<string, unknown>, name: string | null): readonly string[] {
  return name === null ? [...names.keys()] : [name];
}

/** Null: all there are. */
type Names = ReadonlySet<string> | null;

const noNames: ReadonlySet<string> = new Set();

function withName(names: Names, name: string | null): Names {
  return names === null || name === null ? null : new Set([...names, name]);
}

/** What another statement puts in doubt again is not settled by the answer to this one. */
function withoutName(names: Names, name: string): Names {
  return names === null ? new Set() : new Set([...names].filter((one) => one !== name));
}

interface Named {
  readonly text: string;
  readonly effects: readonly Effect[];
  readonly fields: ShownFields;
  readonly isEarlier: boolean;
  readonly mentions: ReadonlySet<number> | null;
}

/** A statement that gives a name, with what it takes to judge it again when the name is used. */
export function withOrigins<Planned extends Named>(
  planned: Planned,
  from: Omit<Origin, 'sentText' | 'lookups' | 'isEarlier' | 'mentions'>,
): Planned {
  const { text, fields, isEarlier, mentions } = planned;
  const origin: Origin = { ...from, sentText: text, lookups: fields.lookups, isEarlier, mentions };
  const effects = planned.effects.map((effect) =>
    effect.kind === 'prepare' || effect.kind === 'declare' ? { ...effect, origin } : effect,
  );
  // PREPARE runs nothing yet.
  const lookups = effects.some(({ kind }) => kind === 'prepare') ? 0 : planned.fields.lookups;
  return { ...planned, effects, fields: { ...planned.fields, lookups } };
}
