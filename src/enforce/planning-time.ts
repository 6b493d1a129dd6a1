import { cpuTimeMs } from '../base/index.js';
import { GatewayError } from '../errors/index.js';

/**
 * Planning the dearest text that the limits let through takes some 50 ms. Of this much nothing is left to chance: a collection of
 * garbage or code that runs for the first time takes tenths of it.
 */
const planningMsMax = 1_000;

/** How long the planning of one text takes. It is looked at between stages: what a stage does is bounded by what it does it with. */
export class PlanningTime {
  readonly #now: () => number;
  readonly #startMs: number;

  /** `now` in milliseconds. */
  constructor(now: () => number = cpuTimeMs) {
    this.#now = now;
    this.#startMs = now();
  }

  /** @throws GatewayError `statement_too_complex`. */
  check(): void {
    if (this.#now() - this.#startMs <= planningMsMax) return;
    throw new GatewayError(
      'statement_too_complex',
      `the statement takes more than ${planningMsMax} ms to be planned, in which nobody else is served`,
      { hint: 'ask for it in several statements' },
    );
  }
}
