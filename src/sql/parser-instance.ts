import type { Struct } from './tree.js';

/** What libpg-query's WebAssembly offers. Pointers are numbers; what a function returns has to be freed. */
export interface ParserLibrary {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytesMax: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: 'i32'): number;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
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

/** The tree of a text, or why there is none. */
export type ParserAnswer =
  | { readonly kind: 'tree'; readonly tree: Struct }
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
        ? { kind: 'tree', tree: JSON.parse(this.#string(result)) as Struct }
        : { kind: 'complaint', complaint: this.#complaint(error) };
    library._wasm_free_parse_result(result);
    return answer;
  }

  #call(text: string): number {
    const library = this.#library;
    const bytes = library.lengthBytesUTF8(text) + 1;
    const pointer = library._malloc(bytes);
    library.stringToUTF8(text, pointer, bytes);
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

  /** Empty where there is none. */
  #string(pointerToPointer: number): string {
    return this.#library.UTF8ToString(this.#library.getValue(pointerToPointer, 'i32'));
  }
}
