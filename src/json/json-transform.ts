import type { CompiledPlan } from './compiled-plan.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { Walker } from './walker.js';

/**
 * One JSON text (RFC 8259; UTF-8; a byte order mark is refused). What the plan passes comes out byte for byte, white space
 * and order included. A root that the plan leaves out becomes `null`; a root that is a record and is dropped leaves nothing.
 */
export class JsonTransform extends HeldBody {
  readonly #walker: Walker;

  constructor(plan: CompiledPlan, limits?: JsonLimits) {
    super(plan, limits);
    this.#walker = new Walker(plan, this.limits, this.output, false);
  }

  protected transform(chunk: Buffer): void {
    this.#walker.push(chunk);
  }

  end(): void {
    this.#walker.end();
    if (this.#walker.root.rootDropped) this.output.writeText('null');
  }
}
