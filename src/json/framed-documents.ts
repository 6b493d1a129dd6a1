import type { CompiledPlan } from './compiled-plan.js';
import type { HeldOutput } from './held-output.js';
import type { JsonLimits } from './limits.js';
import { Walker } from './walker.js';

/** JSON texts that come whole, each in a frame that it shares its fate with. */
export class FramedDocuments {
  readonly #output: HeldOutput;
  readonly #walker: Walker;

  constructor(plan: CompiledPlan, limits: JsonLimits, output: HeldOutput) {
    this.#output = output;
    this.#walker = new Walker(plan, limits, output, true);
  }

  /** Writes `before`, what the plan lets out of `text`, and `after`; nothing at all when the plan leaves the text out. */
  write(before: string, text: Buffer, after: string): void {
    const walker = this.#walker;
    walker.restart();
    this.#output.startDocument();
    this.#output.writeText(before);
    walker.push(text);
    walker.end();
    if (walker.root.rootDropped) this.#output.cancelDocument();
    else this.#output.writeText(after);
    if (walker.root.rootHeld) this.#output.close();
  }
}
