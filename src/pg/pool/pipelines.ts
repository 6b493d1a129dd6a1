import { isPast } from '../session-end.js';
import type { Batch } from './batch.js';
import { type CarriedSettings, sameSettings } from './carried-settings.js';
import type { PoolOptions } from './pool-options.js';
import { evict, learn } from './prepare-on-link.js';
import type { BatchTurn, ServerLink, Turn } from './server-link.js';
import type { Variant } from './variant.js';

/** The pool whose connections they are. */
export interface PipelinesHost {
  readonly options: () => PoolOptions;
  readonly variants: () => Iterable<Variant>;
  /** Takes an idle connection, which has been looked at if need be; null: there is none. */
  takeIdle(variant: Variant, settings: CarriedSettings): ServerLink | null;
  /** Turns that were taken off are asked again by their users. */
  rerun(turns: readonly Turn[]): void;
}

/** Turns that may be outstanding on one connection. */
const DEPTH_MAX = 64;

/** Connections of a pool that reads of several clients are under way on. */
export class Pipelines {
  readonly #host: PipelinesHost;
  #watch: NodeJS.Timeout | null = null;

  constructor(host: PipelinesHost) {
    this.#host = host;
  }

  /** Puts a turn behind those of others. Null when there is no place. */
  submit(turn: BatchTurn, variant: Variant, settings: CarriedSettings, mayTakeIdle: boolean): ServerLink | null {
    const link = this.#linkFor(turn.batch, variant, settings, mayTakeIdle);
    if (link === null) return null;
    link.align(settings);
    link.take(turn);
    evict(link);
    this.#watchHeads();
    return link;
  }

  /** May a user whose turns are on this connection add one? */
  takesMore(link: ServerLink, variant: Variant | undefined, batch: Batch): boolean {
    const isPipelined = variant?.pipelined.includes(link) === true;
    return isPipelined && hasRoomFor(link, batch) && link.names.unlearned(batch).length === 0;
  }

  #linkFor(batch: Batch, variant: Variant, settings: CarriedSettings, mayTakeIdle: boolean): ServerLink | null {
    const { pipelineLinks } = this.#host.options();
    let best: ServerLink | null = null;
    for (const link of variant.pipelined) {
      if (!hasRoomFor(link, batch) || !sameSettings(link.settings, settings)) continue;
      if (best === null || link.depth < best.depth) best = link;
    }
    if (best !== null && learnsFirst(best, batch)) return null;
    if (mayTakeIdle && variant.pipelined.length < pipelineLinks && (best === null || best.depth > 0)) {
      const link = this.#host.takeIdle(variant, settings);
      if (link === null) return best;
      if (link.names.unlearned(batch).length === 0) {
        variant.pipelined.push(link);
        return link;
      }
      variant.idle.push(link);
    }
    return best;
  }

  /**
   * Takes everybody who can run elsewhere off a connection whose head takes long. Nobody is added to it before it is free:
   * to close it would cost a login just when there is most to do.
   */
  evacuate(link: ServerLink, variant: Variant): void {
    variant.unpipeline(link);
    const taken = link.takeOff((turn, isHead) => !isHead && !turn.begun);
    this.#host.rerun(taken);
  }

  /** While reads are pipelined, looks whether one of them keeps others waiting. */
  #watchHeads(): void {
    const { pipelineDelayMaxMs } = this.#host.options();
    if (this.#watch !== null || pipelineDelayMaxMs === 0) return;
    // What came while this process was busy is read first.
    this.#watch = setTimeout(() => setImmediate(() => this.#lookAtHeads()), pipelineDelayMaxMs / 2).unref();
  }

  #lookAtHeads(): void {
    const { pipelineDelayMaxMs } = this.#host.options();
    this.#watch = null;
    const nowMs = performance.now();
    let isBusy = false;
    for (const variant of this.#host.variants()) {
      for (const link of [...variant.pipelined]) {
        if (link.depth > 1 && isPast(pipelineDelayMaxMs, link.headSinceMs, nowMs)) this.evacuate(link, variant);
        else if (link.depth > 0) isBusy = true;
      }
    }
    if (isBusy) this.#watchHeads();
  }
}

function hasRoomFor(link: ServerLink, batch: Batch): boolean {
  return !link.isRetiring && link.cancels === 0 && link.depth < DEPTH_MAX && link.names.isSureOf(batch);
}

/** True when a connection has to learn statements of the batch before it can have it: it does so now, and has it next time. */
function learnsFirst(link: ServerLink, batch: Batch): boolean {
  const unlearned = link.names.unlearned(batch);
  if (unlearned.length === 0) return false;
  learn(link, unlearned, () => {});
  return true;
}
