import { isUtf8 } from 'node:buffer';
import type { CompiledPlan } from './compiled-plan.js';
import { type FlatField, FlatFields, flatText, readFlat, treatFlat } from './flat-fields.js';
import { HeldBody } from './held-body.js';
import type { JsonLimits } from './limits.js';
import { PartialBytes } from './partial-bytes.js';
import { malformed, tooLarge } from './refusals.js';

export interface CsvOptions {
  /** One ASCII character, default `,`. It is not guessed: with another one no header would match. */
  readonly delimiter?: ',' | ';' | '\t' | '|';
  /** Cells that a spreadsheet would take for a formula: left as they are (default), or made text by an apostrophe. */
  readonly formulas?: 'keep' | 'escape';
}

const QUOTE = 0x22;
const LF = 0x0a;

/** Where the scan for a row's end stands. A byte order mark makes the first cell look bare. */
const CELL_START = 0;
const BARE = 1;
const QUOTED = 2;
/** Behind a quote that ends the cell, or is the first of two. */
const AFTER_QUOTE = 3;

/**
 * CSV (RFC 4180) with a header, in UTF-8; rows are records, columns fields. Columns that the plan does not show are left out,
 * header included. A header in which a name is there twice, or a declared one is missing, ends the body; so does a row with
 * more or fewer cells. A byte order mark is left out. Rows end with CRLF or LF, and end so when they come out; the last one may lack
 * that, but where rows are filtered.
 */
export class CsvTransform extends HeldBody {
  readonly #fields: FlatFields;
  readonly #delimiter: number;
  readonly #escapesFormulas: boolean;
  readonly #row: PartialBytes;
  #columns: readonly FlatField[] | null = null;
  /** The header's. */
  #lineEnd = '';
  #state = CELL_START;
  #isFirst = true;

  constructor(plan: CompiledPlan, options: CsvOptions = {}, limits?: JsonLimits) {
    super(plan, limits);
    this.#fields = new FlatFields(plan);
    this.#delimiter = (options.delimiter ?? ',').charCodeAt(0);
    this.#escapesFormulas = options.formulas === 'escape';
    this.#row = new PartialBytes(this.limits.recordBytesMax);
  }

  protected transform(chunk: Buffer): void {
    let from = 0;
    let state = this.#state;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (state === QUOTED) {
        if (byte === QUOTE) state = AFTER_QUOTE;
      } else if (byte === LF) {
        this.#endRow(this.#row.takeWith(chunk.subarray(from, at + 1)));
        from = at + 1;
        state = CELL_START;
      } else if (byte === this.#delimiter) state = CELL_START;
      else if (byte === QUOTE) {
        // In the middle of a cell it opens nothing: `#cells` refuses it there.
        if (state !== BARE || this.#isFirst) state = QUOTED;
      } else if (state === CELL_START) state = BARE;
    }
    this.#state = state;
    this.#row.append(chunk.subarray(from));
  }

  end(): void {
    if (this.#row.length > 0) this.#endRow(this.#row.takeWith(Buffer.alloc(0)));
    if (this.#columns === null) throw malformed('the header of the CSV is missing');
  }

  /** A row with its line end, if it has one. */
  #endRow(bytes: Buffer): void {
    if (!isUtf8(bytes)) throw malformed('the body is not in UTF-8');
    let text = bytes.toString('utf8');
    if (this.#isFirst) text = text.replace(/^\ufeff/, '');
    this.#isFirst = false;
    const lineEnd = /\r?\n$/.exec(text)?.[0] ?? '';
    const cells = this.#cells(text.slice(0, text.length - lineEnd.length));
    if (this.#columns === null) this.#header(cells, lineEnd);
    else if (!(cells.length === 1 && cells[0] === '' && this.#columns.length > 1)) {
      // Else the row before would tell that there was one behind it.
      this.#record(cells, lineEnd === '' && this.#fields.filtered ? this.#lineEnd : lineEnd);
    }
  }

  /** The cells as they are written, quotes included. */
  #cells(row: string): readonly string[] {
    const delimiter = String.fromCharCode(this.#delimiter);
    const cells: string[] = [];
    for (let at = 0; ; ) {
      let end = at;
      if (row[at] === '"') {
        for (end = at + 1; ; end += 2) {
          end = row.indexOf('"', end);
          if (end < 0) throw malformed('a quoted cell of the CSV is not closed');
          if (row[end + 1] !== '"') break;
        }
        end += 1;
        if (end < row.length && row[end] !== delimiter) throw malformed('something follows a quoted cell of the CSV');
      } else {
        const next = row.indexOf(delimiter, at);
        end = next < 0 ? row.length : next;
        if (/["\r\n]/.test(row.slice(at, end)))
          throw malformed('a cell of the CSV has a quote or line end in its middle');
      }
      cells.push(row.slice(at, end));
      if (cells.length > this.limits.membersMax) throw tooLarge('the CSV has too many columns', 'membersMax');
      if (end >= row.length) return cells;
      at = end + 1;
    }
  }

  #header(cells: readonly string[], lineEnd: string): void {
    const names = cells.map(unquoted);
    if (new Set(names).size < names.length) throw malformed('a column of the CSV is there twice');
    const columns = names.map((name) => this.#fields.field(name));
    if (this.#fields.misses(names)) throw malformed('a column that is declared is missing from the header of the CSV');
    this.#columns = columns;
    this.#lineEnd = lineEnd;
    this.#write(
      cells.filter((_, index) => columns[index]?.shown),
      lineEnd,
    );
  }

  #record(cells: readonly string[], lineEnd: string): void {
    const columns = this.#columns as readonly FlatField[];
    if (cells.length !== columns.length) throw malformed('a row of the CSV has not as many cells as its header');
    const { records, filtered, readsMax } = this.#fields;
    const held = filtered ? this.output.open(records, readsMax, { slot: null, gap: 0, lead: 0 }) : null;
    if (held === null) this.output.counted(records);
    const written = cells.flatMap((cell, index) => {
      const column = columns[index] as FlatField;
      const text = unquoted(cell);
      if (held !== null && cell !== '') readFlat(column.state.reads, text, held.values);
      if (!column.shown) {
        this.output.tally.withheld(column.state.slot);
        return [];
      }
      // A cell without anything in it is null, and stays it.
      const value = cell === '' ? cell : treatFlat(column, text, this.output);
      const shown = value === undefined ? '' : value === text ? cell : this.#quoted(flatText(value));
      return [this.#escapesFormulas ? this.#asText(shown) : shown];
    });
    this.#write(written, lineEnd);
    if (held !== null) this.output.close();
  }

  #write(cells: readonly string[], lineEnd: string): void {
    if (cells.length > 0) this.output.writeText(cells.join(String.fromCharCode(this.#delimiter)) + lineEnd);
  }

  #quoted(text: string): string {
    const needs = text === '' || /["\r\n]/.test(text) || text.includes(String.fromCharCode(this.#delimiter));
    return needs ? `"${text.replaceAll('"', '""')}"` : text;
  }

  /** What starts like a formula gets an apostrophe, as spreadsheets read it. */
  #asText(cell: string): string {
    const text = unquoted(cell);
    return /^[=+\-@\t\r]/.test(text) ? this.#quoted(`'${text}`) : cell;
  }
}

const unquoted = (cell: string): string => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
