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
}

/** A transform of a body whose pending records are decided as they come. */
export function answerTransform(body: BodyTransform, { keep, validUntil, clock }: AnswerDecisions): AnswerTransform {
  const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);
  return {
    push: (chunk) => {
      // An answer can take long: what was decided holds no longer than its agreement.
      if (clock.now() >= validUntil)
        throw new GatewayError('refused', 'what the answer was decided by has ended meanwhile');
      body.push(chunk);
    },
    end: () => body.end(),
    settle: () => {
      if (keep === null || body.pending.length === 0) return null;
      const kept = keep(body.pending);
      if (!(kept instanceof Promise)) {
        body.resolve(kept as readonly boolean[]);
        return null;
      }
      return kept.then((answer) => body.resolve(answer));
    },
    take: () => body.take(),
    get records() {
      return sum(body.counts.records);
    },
    get dropped() {
      return sum(body.counts.dropped);
    },
  };
}
