import type { CompiledPlan } from './compiled-plan.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { Walker } from './walker.js';

const LF = 0x0a;

/**
 * One JSON text a line, each by itself under the plan: `$` is a line's text. Empty lines are left out, and so are those whose
 * text the plan leaves out; a carriage return before the line feed stays. The last line may lack its line feed, and lacks it
 * then in what comes out, too, but where lines are filtered. A line that is not one JSON text ends the body.
 */
export class NdjsonTransform extends HeldBody {
  readonly #walker: Walker;
  readonly #filtered: boolean;
  /** Something of the line was seen. */
  #begun = false;

  constructor(plan: CompiledPlan, limits?: JsonLimits) {
    super(plan, limits);
    this.#filtered = plan.automaton.root.filtered;
    this.#walker = new Walker(plan, this.limits, this.output, true);
  }

  protected transform(chunk: Buffer): void {
    let at = 0;
    for (let feed = chunk.indexOf(LF); feed >= 0; feed = chunk.indexOf(LF, at)) {
      this.#part(chunk.subarray(at, feed));
      this.#endLine('\n');
      at = feed + 1;
    }
    if (at < chunk.length) this.#part(chunk.subarray(at));
  }

  end(): void {
    // Where lines are filtered, the one before would tell that there was one behind it.
    if (this.#begun) this.#endLine(this.#filtered ? '\n' : '');
  }

  #part(bytes: Buffer): void {
    if (!this.#begun) {
      this.#walker.restart();
      this.output.startDocument();
      this.#begun = true;
    }
    this.#walker.push(bytes);
  }

  #endLine(lineEnd: string): void {
    this.#begun = false;
    if (this.#walker.isBlank) return;
    this.#walker.end();
    if (this.#walker.root.rootDropped) return;
    this.output.writeText(lineEnd);
    if (this.#walker.root.rootHeld) this.output.close();
  }
}
