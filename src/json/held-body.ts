import { invariant } from '../base/index.js';
import type { CompiledPlan } from './compiled-plan.js';
import { HeldOutput } from './held-output.js';
import { defaultLimits, type JsonLimits } from './limits.js';
import { tooLarge } from './refusals.js';
import type { BodyTransform, Counts, PendingRecord } from './transform.js';

/** What the transforms of all formats have in common: an output, and what is asked of it. */
export abstract class HeldBody implements BodyTransform {
  protected readonly output: HeldOutput;
  protected readonly limits: JsonLimits;
  #total = 0;

  constructor(plan: CompiledPlan, limits: JsonLimits = defaultLimits) {
    this.limits = limits;
    this.output = new HeldOutput(plan, limits.recordBytesMax);
  }

  push(chunk: Uint8Array): void {
    invariant(this.pending.length === 0, 'pending records are decided before more bytes come');
    this.#total += chunk.length;
    if (this.#total > this.limits.bodyBytesMax) throw tooLarge('the body is too long', 'bodyBytesMax');
    this.transform(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    this.output.checkHeld();
  }

  abstract end(): void;

  /** Takes the next bytes, which are not to be changed, and are the caller's again afterwards. */
  protected abstract transform(chunk: Buffer): void;

  get pending(): readonly PendingRecord[] {
    return this.output.pending;
  }

  resolve(keep: readonly boolean[]): void {
    this.output.resolve(keep);
  }

  take(): Buffer {
    return this.output.take();
  }

  protected restartBody(): void {
    this.#total = 0;
    this.output.restart();
  }

  get records(): number {
    return this.output.tally.records;
  }

  get dropped(): number {
    return this.output.tally.dropped;
  }

  get counts(): Counts {
    return this.output.tally.counts;
  }
}
