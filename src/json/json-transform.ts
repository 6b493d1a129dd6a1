import type { CompiledPlan } from './compiled-plan.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { malformed } from './refusals.js';
import { Walker } from './walker.js';

export interface JsonOptions {
  /** ASCII that must stand before the document, and comes out before it. */
  readonly prefix?: string;
}

/**
 * One JSON text (RFC 8259; UTF-8; a byte order mark is refused). What the plan passes comes out byte for byte, white space
 * and order included. What is left out shows in no white space: what comes first stands where the first stood, and of a container of
 * which nothing is left there are the brackets. A root that the plan leaves out becomes `null`; a root that is a record and is dropped leaves nothing.
 */
export class JsonTransform extends HeldBody {
  readonly #walker: Walker;
  readonly #prefix: Buffer;
  /** What must stand first: what has not come of it, and all of it until something comes out behind it. */
  #awaited: Buffer;
  #owed: Buffer;

  constructor(plan: CompiledPlan, { prefix = '' }: JsonOptions = {}, limits?: JsonLimits) {
    super(plan, limits);
    this.#walker = new Walker(plan, this.limits, this.output, false);
    this.#prefix = this.#awaited = this.#owed = Buffer.from(prefix, 'latin1');
  }

  protected transform(chunk: Buffer): void {
    this.#walker.push(this.#awaited.length > 0 ? this.#behindPrefix(chunk) : chunk);
  }

  end(): void {
    if (this.#awaited.length > 0) throw malformed('what is declared to stand before the document is not there');
    this.#walker.end();
    if (this.#walker.root.rootDropped) this.output.writeText('null');
  }

  override take(): Buffer {
    const taken = super.take();
    if (taken.length === 0 || this.#owed.length === 0) return taken;
    const whole = Buffer.concat([this.#owed, taken]);
    this.#owed = this.#owed.subarray(0, 0);
    return whole;
  }

  /** Makes ready for another body, when one has come through whole and all of it was taken. */
  restart(): void {
    this.restartBody();
    this.#walker.restart();
    this.#awaited = this.#owed = this.#prefix;
  }

  #behindPrefix(chunk: Buffer): Buffer {
    const length = Math.min(chunk.length, this.#awaited.length);
    if (!this.#awaited.subarray(0, length).equals(chunk.subarray(0, length))) {
      throw malformed('what is declared to stand before the document is not there');
    }
    this.#awaited = this.#awaited.subarray(length);
    return chunk.subarray(length);
  }
}
