/** What libpg-query's WebAssembly offers. Pointers are numbers; what a function returns has to be freed. */
export interface ParserLibrary {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  getValue(pointer: number, type: 'i32'): number;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
  /** Another one after each call that made the memory grow. */
  readonly HEAPU8: Uint8Array;
}

/** What PostgreSQL's parser says of a text that it does not accept. */
export interface ParserComplaint {
  readonly message: string;
  /** The C function that raised it. */
  readonly functionName: string;
  /** In characters from 1; 0 when there is none. */
  readonly position: number;
}

/** The tree of a text, as JSON, or why there is none. */
export type ParserAnswer =
  | { readonly kind: 'tree'; readonly json: string }
  | { readonly kind: 'complaint'; readonly complaint: ParserComplaint };

/**
 * One instance of the parser. Whatever it throws has left it unusable: WebAssembly's memory does not know that its functions
 * were left in the middle.
 */
export class ParserInstance {
  readonly #library: ParserLibrary;

  constructor(library: ParserLibrary) {
    this.#library = library;
  }

  /** What the instance occupies; it never gets less. */
  get memoryBytes(): number {
    return this.#library.HEAPU8.length;
  }

  parse(text: string): ParserAnswer {
    const library = this.#library;
    const result = this.#call(text);
    // struct PgQueryParseResult { char *parse_tree; char *stderr_buffer; PgQueryError *error; }
    const error = library.getValue(result + 8, 'i32');
    const answer: ParserAnswer =
      error === 0
        ? { kind: 'tree', json: this.#string(result) }
        : { kind: 'complaint', complaint: this.#complaint(error) };
    library._wasm_free_parse_result(result);
    return answer;
  }

  #call(text: string): number {
    const library = this.#library;
    const bytes = Buffer.byteLength(text);
    const pointer = library._malloc(bytes + 1);
    const memory = library.HEAPU8.subarray(pointer, pointer + bytes + 1);
    encoder.encodeInto(text, memory);
    memory[bytes] = 0;
    const result = library._wasm_parse_query_raw(pointer);
    library._free(pointer);
    if (result === 0) throw new Error('the parser is out of memory');
    return result;
  }

  /** struct PgQueryError { char *message; char *funcname; char *filename; int lineno; int cursorpos; char *context; } */
  #complaint(error: number): ParserComplaint {
    return {
      message: this.#string(error),
      functionName: this.#string(error + 4),
      position: this.#library.getValue(error + 16, 'i32'),
    };
  }

  /** Empty where there is none. Node's own decoder takes a third of the time that the library's takes. */
  #string(pointerToPointer: number): string {
    const { HEAPU8: memory } = this.#library;
    const start = this.#library.getValue(pointerToPointer, 'i32');
    if (start === 0) return '';
    return Buffer.from(memory.buffer, start, memory.indexOf(0, start) - start).toString('utf8');
  }
}

const encoder = new TextEncoder();
