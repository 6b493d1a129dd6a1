import { cpuTimeMs } from '../base/index.js';
import { GatewayError } from '../errors/index.js';

/**
 * Planning the dearest text that the limits let through takes some 30 ms. Of this much nothing is left to chance: a collection of
 * garbage or code that runs for the first time takes tenths of it.
 */
const planningMsMax = 1_000;

/** Asking for the CPU that was used is dear, and it is hardly ever this much more than what a clock says. */
const clockMsMin = planningMsMax / 10;

/** In milliseconds: the CPU that was used so far, and a clock. */
interface Moment {
  readonly used: number;
  readonly clock: number;
}

/** How long the planning of one text takes. It is looked at between stages: what a stage does is bounded by what it does it with. */
export class PlanningTime {
  readonly #used: () => number;
  readonly #clock: () => number;
  #start: Moment | null = null;
  /** When it was left off. */
  #rest: Moment | null = null;

  /** Both in milliseconds: the CPU that was used, and a clock that goes on while others have the processor. */
  constructor(used: () => number = cpuTimeMs, clock: () => number = () => performance.now()) {
    this.#used = used;
    this.#clock = clock;
  }

  /** Planning begins, if it has not. */
  begin(): void {
    this.#start ??= this.#now();
  }

  /** Planning is left off. */
  rest(): void {
    this.#rest = this.#now();
  }

  /** Planning goes on: what others have used meanwhile does not count. */
  goOn(): void {
    const [start, rest, now] = [this.#start, this.#rest, this.#now()];
    this.#rest = null;
    if (start === null || rest === null) return;
    this.#start = { used: start.used + now.used - rest.used, clock: start.clock + now.clock - rest.clock };
  }

  /** @throws GatewayError `statement_too_complex`. */
  check(): void {
    const start = this.#start;
    if (start === null || this.#clock() - start.clock < clockMsMin) return;
    if (this.#used() - start.used <= planningMsMax) return;
    throw new GatewayError('statement_too_complex', `the statement takes more than ${planningMsMax} ms to be planned`, {
      hint: 'ask for it in several statements',
    });
  }

  #now(): Moment {
    return { used: this.#used(), clock: this.#clock() };
  }
}
