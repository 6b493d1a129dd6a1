import { isUtf8 } from 'node:buffer';
import type { CompiledPlan } from './compiled-plan.js';
import { FramedDocuments } from './framed-documents.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { PartialBytes } from './partial-bytes.js';
import { malformed } from './refusals.js';

/** What comes out of an event but its data. */
export interface SseOptions {
  /** Names of events that come out; an event of another name is left out whole. One without a name always comes out. */
  readonly names?: readonly string[];
  /** What becomes of `id` fields: left out (default), kept, or changed. */
  readonly ids?: 'withhold' | 'pass' | ((id: string) => string | undefined);
  /** Data that is no JSON and says nothing of anyone, such as `[DONE]`: it comes out as it is. */
  readonly literals?: readonly string[];
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Server-sent events (WHATWG HTML, section 9.2), each event's data being one JSON text under the plan. The data lines of an
 * event are joined and come out as one. Comments come out empty, since they keep connections alive; `retry` when it is a
 * number; fields of other names do not. An event that no empty line ended is left out, as every client would.
 */
export class SseTransform extends HeldBody {
  readonly #documents: FramedDocuments;
  readonly #options: SseOptions;
  readonly #line: PartialBytes;
  readonly #data: PartialBytes;
  #hasData = false;
  #name = '';
  #head = '';
  #afterReturn = false;
  #isFirstLine = true;

  constructor(plan: CompiledPlan, options: SseOptions = {}, limits?: JsonLimits) {
    super(plan, limits);
    this.#documents = new FramedDocuments(plan, this.limits, this.output);
    this.#options = options;
    this.#line = new PartialBytes(this.limits.recordBytesMax);
    this.#data = new PartialBytes(this.limits.recordBytesMax);
  }

  protected transform(chunk: Buffer): void {
    let from = 0;
    if (this.#afterReturn && chunk.length > 0) {
      if (chunk[0] === LF) from = 1;
      this.#afterReturn = false;
    }
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte !== LF && byte !== CR) continue;
      this.#endLine(this.#line.takeWith(chunk.subarray(from, at)));
      if (byte === CR) {
        if (at + 1 === chunk.length) this.#afterReturn = true;
        else if (chunk[at + 1] === LF) at += 1;
      }
      from = at + 1;
    }
    if (from < chunk.length) this.#line.append(chunk.subarray(from));
  }

  /** What is not ended by now is dropped. */
  end(): void {}

  #endLine(bytes: Buffer): void {
    if (!isUtf8(bytes)) throw malformed('the body is not in UTF-8');
    const isFirst = this.#isFirstLine;
    this.#isFirstLine = false;
    const line = isFirst && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
    if (line.length === 0) this.#endEvent();
    else if (line[0] === 0x3a) this.output.writeText(':\n');
    else {
      const colon = line.indexOf(':');
      const field = line.toString('latin1', 0, colon < 0 ? line.length : colon);
      const value = colon < 0 ? Buffer.alloc(0) : line.subarray(line[colon + 1] === 0x20 ? colon + 2 : colon + 1);
      this.#field(field, value);
    }
  }

  #field(field: string, value: Buffer): void {
    if (field === 'data') {
      if (this.#hasData) this.#data.append(Buffer.of(LF));
      this.#hasData = true;
      this.#data.append(value);
    } else if (field === 'event') this.#name = value.toString();
    else if (field === 'id') this.#head += this.#idLine(value.toString());
    else if (field === 'retry' && /^\d{1,15}$/.test(value.toString('latin1')))
      this.#head += `retry: ${value.toString('latin1')}\n`;
  }

  #idLine(id: string): string {
    const { ids } = this.#options;
    const shown = ids === 'pass' ? id : typeof ids === 'function' ? ids(id) : undefined;
    return shown === undefined || /[\0\r\n]/.test(shown) ? '' : `id: ${shown}\n`;
  }

  #endEvent(): void {
    const name = this.#name;
    const head = this.#head;
    const data = this.#data.takeWith(Buffer.alloc(0));
    const hasData = this.#hasData;
    this.#name = this.#head = '';
    this.#hasData = false;
    if (name !== '' && this.#options.names?.includes(name) !== true) return;
    const before = name === '' ? head : `event: ${name}\n${head}`;
    // Without data there is no event, but its id and retry count.
    if (!hasData || data.length === 0) {
      if (head !== '') this.output.writeText(`${head}\n`);
    } else if (this.#options.literals?.includes(data.toString()) === true) {
      this.output.writeText(`${before}data: ${data.toString()}\n\n`);
    } else this.#documents.write(`${before}data: `, onOneLine(data), '\n\n');
  }
}

/** The lines of one JSON text with spaces between them. One that breaks inside a string is none. */
function onOneLine(text: Buffer): Buffer {
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (byte === 0x22) inString = !inString;
    else if (byte === 0x5c) at += 1;
    else if (byte === LF) {
      if (inString) throw malformed('a string has a control character that is not escaped');
      text[at] = 0x20;
    }
  }
  return text;
}
