import { fingerprint } from '../sql/index.js';
import { unknownUse } from './connection/connection-use.js';
import type { ForwardableStatement, PreparedForm } from './gate.js';
import type { PlanSpace } from './plan-space.js';
import type { ShownFields } from './shown-fields.js';
import type { Effect } from './statements/effect.js';

/** What the gate knows of a statement that it let through, beside what a session may see. */
export interface StatementRecord {
  readonly clientText: string;
  readonly parameterTypes: readonly number[];
  /** The plan spaces that its statements were planned in, the first one's first. Empty where nothing is protected. */
  readonly spaces: readonly PlanSpace[];
  readonly effects: readonly Effect[];
  /** What it runs stands under a name that another statement gave, and is judged anew each time. */
  readonly isEarlier: boolean;
  readonly fields: ShownFields;
  /** Of several statements, which a Query may have and a Parse may not. */
  readonly isSeveral?: boolean;
  /** Where in the client's text a position of the server's is; null when it means nothing there. */
  clientPosition(position: number): number | null;
}

type Shown = Pick<
  ForwardableStatement,
  'verdict' | 'purpose' | 'rowsMax' | 'touchesProtected' | 'changesSession' | 'takesNames' | 'use' | 'rewritten'
>;

type Facts = Shown & {
  /** A function is asked once at most, and only if somebody wants to know. What runs as a prepared one is never sent as it is. */
  readonly bytes: Buffer | (() => Buffer);
  /** As for `bytes`. */
  readonly prepare?: (() => PreparedForm | null) | undefined;
};

/** The only maker of what can be sent. */
export function makeForwardable(facts: Facts, record: StatementRecord): ForwardableStatement {
  return new Statement(facts, record) as unknown as ForwardableStatement;
}

/** The same statement of a text that its client has not written: what the server says of places in it means nothing there. */
export function withoutPlaces(statement: ForwardableStatement): ForwardableStatement {
  return Statement.withoutPlaces(statement) as unknown as ForwardableStatement;
}

/** Undefined for an object that did not come from here. */
export function recordOf(statement: ForwardableStatement): StatementRecord | undefined {
  return Statement.recordOf(statement);
}

const noNames: NonNullable<ForwardableStatement['takesNames']> = [];

const none: readonly number[] = [];

/** One is made for each text that a plan serves: its facts stand in fields that nobody else can reach, which costs least. */
class Statement implements Shown {
  readonly #facts: Facts;
  readonly #record: StatementRecord;
  #bytes: Buffer | undefined;
  #fingerprint: string | undefined;
  #prepared: PreparedForm | null | undefined;

  constructor(facts: Facts, record: StatementRecord) {
    this.#facts = facts;
    this.#record = record;
  }

  static recordOf(value: object): StatementRecord | undefined {
    return #record in value ? value.#record : undefined;
  }

  static withoutPlaces(value: object): object {
    return #record in value ? new Statement(value.#facts, { ...value.#record, clientPosition: () => null }) : value;
  }

  get bytes() {
    if (this.#bytes === undefined) {
      const { bytes } = this.#facts;
      this.#bytes = typeof bytes === 'function' ? bytes() : bytes;
    }
    return this.#bytes;
  }

  get verdict() {
    return this.#facts.verdict;
  }

  get purpose() {
    return this.#facts.purpose;
  }

  get rowsMax() {
    return this.#facts.rowsMax;
  }

  get touchesProtected() {
    return this.#facts.touchesProtected;
  }

  get changesSession() {
    return this.#facts.changesSession === true;
  }

  get takesNames() {
    return this.#facts.takesNames ?? noNames;
  }

  get countsIn() {
    return this.#record.fields.lookupArrays ?? none;
  }

  get use() {
    return this.#facts.use ?? unknownUse;
  }

  get rewritten() {
    return this.#facts.rewritten ?? null;
  }

  get prepared() {
    if (this.#prepared === undefined) this.#prepared = this.#facts.prepare?.() ?? null;
    return this.#prepared;
  }

  /** Only a log line asks for it: it costs as much as a parse. */
  get fingerprint() {
    this.#fingerprint ??= fingerprint(this.#record.clientText);
    return this.#fingerprint;
  }
}
