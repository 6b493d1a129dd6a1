import type { Steps } from '../../base/index.js';
import type { ForwardableStatement } from '../gate.js';
import type { PlanSpace } from '../plan-space.js';
import type { PlanningTime } from '../planning-time.js';

/** What is asked about a text. */
export interface TextQuestion {
  readonly text: string;
  readonly protocol: 'simple' | 'extended';
  /** Type OIDs that a Parse declares. */
  readonly parameterTypes: readonly number[];
}

/** A text that is being planned. */
export interface BegunText extends TextQuestion {
  /** The catalog was loaded anew for it. */
  readonly isFresh: boolean;
  readonly time: PlanningTime;
  readonly steps: Steps<ForwardableStatement>;
}

/** One whose planning was left off, and what it stands on: when that is another, planning begins anew. */
export interface LeftText extends BegunText {
  /** Null where there was none. */
  readonly space: PlanSpace | null;
  /** How often the session had changed. */
  readonly changes: number;
}

export function isSameQuestion(left: TextQuestion, right: TextQuestion): boolean {
  return (
    left.text === right.text &&
    left.protocol === right.protocol &&
    left.parameterTypes.length === right.parameterTypes.length &&
    left.parameterTypes.every((type, at) => type === right.parameterTypes[at])
  );
}
