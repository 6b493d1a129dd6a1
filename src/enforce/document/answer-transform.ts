import type { Clock } from '../../base/index.js';
import { GatewayError } from '../../errors/index.js';
import type { BodyTransform, PendingRecord } from '../../json/index.js';
import type { AnswerTransform } from './exchange.js';

export interface AnswerDecisions {
  /** Which of the records that wait may be shown. Null: none ever waits. */
  readonly keep: ((pending: readonly PendingRecord[]) => readonly boolean[] | Promise<readonly boolean[]>) | null;
  /** Ms since 1970: when what was decided ends to hold. */
  readonly validUntil: number;
  readonly clock: Clock;
  /** Takes the body's transform back when a body has come through it whole. Null: nobody wants it. */
  readonly takeBack: ((body: BodyTransform) => void) | null;
}

/** A transform of a body whose pending records are decided as they come. */
export function answerTransform(body: BodyTransform, decisions: AnswerDecisions): AnswerTransform {
  return new DecidedBody(body, decisions);
}

class DecidedBody implements AnswerTransform {
  readonly #body: BodyTransform;
  readonly #decisions: AnswerDecisions;

  constructor(body: BodyTransform, decisions: AnswerDecisions) {
    this.#body = body;
    this.#decisions = decisions;
  }

  push(chunk: Uint8Array): void {
    const { clock, validUntil } = this.#decisions;
    // An answer can take long: what was decided holds no longer than its agreement.
    if (clock.now() >= validUntil)
      throw new GatewayError('refused', 'what the answer was decided by has ended meanwhile');
    this.#body.push(chunk);
  }

  end(): void {
    this.#body.end();
  }

  settle(): Promise<void> | null {
    const { keep } = this.#decisions;
    const body = this.#body;
    if (keep === null || body.pending.length === 0) return null;
    const kept = keep(body.pending);
    if (kept instanceof Promise) return kept.then((answer) => body.resolve(answer));
    body.resolve(kept as readonly boolean[]);
    return null;
  }

  take(): Buffer {
    return this.#body.take();
  }

  done(): void {
    this.#decisions.takeBack?.(this.#body);
  }

  get records(): number {
    return this.#body.records;
  }

  get dropped(): number {
    return this.#body.dropped;
  }
}
