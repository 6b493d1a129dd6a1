import type { RewrittenAnswer } from '../../enforce/index.js';
import type { GatewayError } from '../../errors/index.js';
import {
  backend,
  columnsOf,
  decodeDataRow,
  decodeUtf8,
  encodeDataRow,
  encodeRowDescription,
  type FrameVerdict,
  PASS,
  parametersOf,
  SKIP,
  type Treatment,
  visitOrigins,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import type { OutstandingRequest } from '../outstanding.js';
import { RowCounter } from '../row-counter.js';
import { filled, type Shape } from '../shape.js';
import { expected, outOfOrder } from './expect.js';

/**
 * The rows of one answer after the other: what their columns are is looked at before any of them leaves, and they are counted.
 *
 * Invariant: no row leaves whose columns' origins the tripwire has not seen.
 */
export class AnswerRows {
  readonly #conversation: Conversation;
  readonly #counter: RowCounter;
  /** A Query's RowDescription has been let through, and its rows are coming. */
  #queryDescribed = false;
  /** Of the statement that is described now; null: nobody wants to know them, or they have not come. */
  #parameters: string | null = null;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.#counter = new RowCounter(conversation.observer);
  }

  /** Nothing of the answer is shown as it is; null: it is. */
  get rewritten(): RewrittenAnswer | null {
    return this.#head?.statement?.rewritten ?? null;
  }

  /** A row, or a line of COPY. Past the limit the header alone is looked at (0). */
  row(type: number): Treatment {
    const { muted, guarded } = this.#conversation;
    if (muted) return SKIP;
    const counter = this.#counter;
    if (!counter.started) {
      const head = this.#head;
      if (guarded) this.#checkExpected(head, type);
      counter.start(head?.statement?.rowsMax ?? null, head?.portal ?? null);
    }
    return counter.count() ? PASS : 0;
  }

  /** A row of an answer of which nothing is shown as it is. */
  rewrite(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { muted, toClient } = this.#conversation;
    this.#checkExpected(this.#head, backend.dataRow);
    if (muted) return SKIP;
    const [value] = decodeDataRow(bytes, start, end);
    for (const row of this.rewritten?.rows(decodeUtf8(value ?? Buffer.alloc(0))) ?? []) {
      toClient.put(encodeDataRow([Buffer.from(row, 'utf8')]));
    }
    return SKIP;
  }

  #checkExpected(head: OutstandingRequest | null, type: number): void {
    const isExecute = head?.kind === 'execute';
    if (head === null || head.refusal !== null || (!isExecute && head.kind !== 'query')) throw outOfOrder();
    if (type === backend.copyData) return;
    if (!(isExecute ? head.prepared?.described : this.#queryDescribed)) throw outOfOrder();
  }

  /** Of what is described now this is to be remembered. */
  asks(part: keyof Shape): boolean {
    const head = this.#head;
    if (head?.kind !== 'describe') return false;
    const { onDescribed, prepared, shared } = head;
    if (onDescribed !== null) return true;
    if (prepared === null) return false;
    // Of one without a name a portal's columns are read at once, and its statement's later.
    if (prepared.name === '' && part === 'columns' && this.#parameters === null) return false;
    return prepared.told[part] === null || (shared !== null && this.#conversation.pool?.asks(shared, part) === true);
  }

  /** A ParameterDescription that was held: the columns come behind it. */
  describeParameters(bytes: Buffer, start: number, end: number): FrameVerdict {
    this.#parameters = parametersOf(bytes, start, end);
    return this.#head?.injected || this.#conversation.muted ? SKIP : PASS;
  }

  /** A RowDescription that was held. */
  describe(bytes: Buffer, start: number, end: number): FrameVerdict {
    const { guarded, muted, toClient } = this.#conversation;
    const { rewritten } = this;
    if (guarded) this.#checkOrigins(bytes, start, end);
    const isAsked = this.described(this.asks('columns') ? columnsOf(bytes, start, end) : null);
    if (!isAsked || muted) return SKIP;
    if (rewritten === null) return PASS;
    // A result format that the client asked for, of text in either: the last field of the one column.
    const format = bytes.readInt16BE(end - 2) === 1 ? 1 : 0;
    toClient.put(encodeRowDescription([{ ...rewritten.column, typeLength: -1, format }]));
    return SKIP;
  }

  /** The tripwire. */
  #checkOrigins(bytes: Buffer, start: number, end: number): void {
    const { gate, observer } = this.#conversation;
    const statement = this.#head?.statement ?? null;
    let alarm: GatewayError | null = null;
    visitOrigins(bytes, start, end, (tableOid, attributeNumber) => {
      if (tableOid === 0) return false;
      alarm = gate.tripwire(tableOid, attributeNumber, statement);
      return alarm !== null;
    });
    if (alarm === null) return;
    observer.tripwire();
    throw alarm;
  }

  /**
   * RowDescription or NoData came; `columns` null: nobody wants to know them. Returns false when the client did not ask
   * for it.
   */
  described(columns: string | null): boolean {
    const { outstanding, pool } = this.#conversation;
    const head = this.#head;
    if (head?.kind === 'query' && head.refusal === null) {
      this.#queryDescribed = true;
      return true;
    }
    const described = expected(this.#conversation, 'describe');
    if (described === null) return true;
    const { prepared, shared, onDescribed } = described;
    const shape = { parameters: this.#parameters, columns };
    this.#parameters = null;
    if (prepared !== null) {
      prepared.described = true;
      prepared.told = filled(prepared.told, shape);
    }
    if (shared !== null) pool?.described(shared, shape);
    outstanding.shift();
    onDescribed?.(shape);
    return !described.injected;
  }

  /** The answer is over, or suspended. */
  stop(): void {
    this.#counter.stop();
    this.#queryDescribed = false;
  }

  get #head(): OutstandingRequest | null {
    return this.#conversation.outstanding.head();
  }
}
