import type { CompiledPlan } from './compiled-plan.js';
import { FramedDocuments } from './framed-documents.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { PartialBytes } from './partial-bytes.js';
import { malformed } from './refusals.js';

const RS = 0x1e;

/**
 * A JSON text sequence (RFC 7464): each text behind a record separator, under the plan by itself. A text that is no JSON ends
 * the body, though the RFC would let it be skipped; so does a number or a literal at the root with nothing behind it, which
 * may have been cut off.
 */
export class JsonSeqTransform extends HeldBody {
  readonly #documents: FramedDocuments;
  readonly #text: PartialBytes;
  #begun = false;

  constructor(plan: CompiledPlan, limits?: JsonLimits) {
    super(plan, limits);
    this.#documents = new FramedDocuments(plan, this.limits, this.output);
    this.#text = new PartialBytes(this.limits.recordBytesMax);
  }

  protected transform(chunk: Buffer): void {
    let at = 0;
    for (let separator = chunk.indexOf(RS); separator >= 0; separator = chunk.indexOf(RS, at)) {
      this.#endText(chunk.subarray(at, separator));
      this.#begun = true;
      at = separator + 1;
    }
    const rest = chunk.subarray(at);
    if (!this.#begun && rest.length > 0) throw malformed('a JSON text sequence starts with a record separator');
    this.#text.append(rest);
  }

  end(): void {
    this.#endText(Buffer.alloc(0));
  }

  #endText(last: Buffer): void {
    if (!this.#begun && last.length > 0) throw malformed('a JSON text sequence starts with a record separator');
    const text = this.#text.takeWith(last);
    if (/^\s*$/.test(text.toString('latin1'))) return;
    // RFC 7464, section 2.4: only strings, arrays and objects say where they end.
    if (!/[\]}"\s]$/.test(text.toString('latin1', text.length - 1)))
      throw malformed('a text of the sequence is cut off');
    this.#documents.write('\x1e', text, '');
  }
}
