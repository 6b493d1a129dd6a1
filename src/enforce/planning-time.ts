import { cpuTimeMs } from '../base/index.js';
import { GatewayError } from '../errors/index.js';

/**
 * Planning the dearest text that the limits let through takes some 30 ms. Of this much nothing is left to chance: a collection of
 * garbage or code that runs for the first time takes tenths of it.
 */
const planningMsMax = 1_000;

/** Asking for the CPU that was used is dear, and it is hardly ever this much more than what a clock says. */
const clockMsMin = planningMsMax / 10;

/** How long the planning of one text takes. It is looked at between stages: what a stage does is bounded by what it does it with. */
export class PlanningTime {
  readonly #used: () => number;
  readonly #clock: () => number;
  readonly #usedAtStart: number;
  readonly #startedAt: number;

  /** Both in milliseconds: the CPU that was used, and a clock that goes on while others have the processor. */
  constructor(used: () => number = cpuTimeMs, clock: () => number = () => performance.now()) {
    this.#used = used;
    this.#clock = clock;
    this.#usedAtStart = used();
    this.#startedAt = clock();
  }

  /** @throws GatewayError `statement_too_complex`. */
  check(): void {
    if (this.#clock() - this.#startedAt < clockMsMin) return;
    if (this.#used() - this.#usedAtStart <= planningMsMax) return;
    throw new GatewayError(
      'statement_too_complex',
      `the statement takes more than ${planningMsMax} ms to be planned, in which nobody else is served`,
      { hint: 'ask for it in several statements' },
    );
  }
}
