import { invariant } from '../base/index.js';
import type { CompiledPlan } from './compiled-plan.js';
import { HeldOutput } from './held-output.js';
import { defaultLimits, type JsonLimits } from './limits.js';
import type { BodyTransform, Counts, PendingRecord } from './transform.js';
import { Walker } from './walker.js';

/**
 * One JSON text (RFC 8259; UTF-8; a byte order mark is refused). What the plan passes comes out byte for byte, white space
 * and order included. A root that the plan leaves out becomes `null`; a root that is a record and is dropped leaves nothing.
 */
export class JsonTransform implements BodyTransform {
  readonly #output: HeldOutput;
  readonly #walker: Walker;

  constructor(plan: CompiledPlan, limits: JsonLimits = defaultLimits) {
    this.#output = new HeldOutput(plan, limits.recordBytesMax);
    this.#walker = new Walker(plan, limits, this.#output, false);
  }

  push(chunk: Uint8Array): void {
    invariant(this.pending.length === 0, 'pending records are decided before more bytes come');
    this.#walker.push(chunk);
  }

  end(): void {
    this.#walker.end();
    if (this.#walker.rootDropped) this.#output.writeText('null');
  }

  get pending(): readonly PendingRecord[] {
    return this.#output.pending;
  }

  resolve(keep: readonly boolean[]): void {
    this.#output.resolve(keep);
  }

  take(): Buffer {
    return this.#output.take();
  }

  get counts(): Counts {
    return this.#output.tally.counts;
  }
}
