import type { CompiledPlan } from './compiled-plan.js';
import { FlatFields, flatText, readFlat, treatFlat } from './flat-fields.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { PartialBytes } from './partial-bytes.js';
import { malformed } from './refusals.js';

/**
 * A form (`application/x-www-form-urlencoded`) as one record: a part's name is the field's, whatever brackets it has. Every part
 * of a name that is there several times is treated. What comes out is written anew: some readers part a form at `;`, too. It is
 * seen whole, and is bounded by `recordBytesMax`.
 */
export class FormTransform extends HeldBody {
  readonly #fields: FlatFields;
  readonly #body: PartialBytes;

  constructor(plan: CompiledPlan, limits?: JsonLimits) {
    super(plan, limits);
    this.#fields = new FlatFields(plan);
    this.#body = new PartialBytes(this.limits.recordBytesMax);
  }

  protected transform(chunk: Buffer): void {
    this.#body.append(chunk);
  }

  end(): void {
    const text = this.#body.takeWith(Buffer.alloc(0)).toString('latin1');
    const { records, filtered, readsMax } = this.#fields;
    const held = filtered ? this.output.open(records, readsMax, null) : null;
    if (held === null) this.output.counted(records);
    const parts = (text === '' ? [] : text.split('&')).flatMap((part) => {
      const [first = '', ...rest] = part.split('=');
      const name = decoded(first);
      const field = this.#fields.field(name);
      const value = decoded(rest.join('='));
      if (held !== null) readFlat(field.state.reads, value, held.values);
      const shown = treatFlat(field, value, this.output);
      return shown === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(flatText(shown))}`];
    });
    this.output.writeText(parts.join('&'));
    if (held !== null) this.output.close();
  }
}

function decoded(text: string): string {
  // Anything else stands for itself in some readers only.
  if (!/^[\x21-\x7e]*$/.test(text)) throw malformed('the form is not URL-encoded');
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw malformed('the form is not URL-encoded UTF-8', cause);
  }
}
