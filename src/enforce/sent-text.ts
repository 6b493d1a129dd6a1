import { charactersIn } from '../sql/index.js';
import type { RewriteContext } from './rewrite/context.js';
import type { Edit } from './rewrite/edits.js';

/** What was put in the place of what; lengths in bytes. */
export interface Trace {
  /** Of the statement, in the client's text. */
  readonly start: number;
  readonly end: number;
  readonly edits: readonly { readonly start: number; readonly end: number; readonly length: number }[];
}

/** One statement of a text as it is sent. */
export interface SentStatement {
  readonly text: string;
  /** Null when it was printed from its tree. */
  readonly trace: Trace | null;
}

/** `edits` are those of one statement, which stands there in the client's text. */
export function traceOf(
  start: number,
  end: number,
  edits: readonly Edit[],
  { splices, literals }: RewriteContext,
): Trace {
  const lengths = edits.map((edit) => {
    const put = splices.expand(edit.text);
    return { start: edit.start, end: edit.end, length: Buffer.byteLength(literals?.fill(literals.cut(put)) ?? put) };
  });
  return { start, end, edits: lengths };
}

/** The text of several statements. */
export function joinStatements(clientText: string, planned: readonly SentStatement[]): string {
  if (planned.every((statement) => statement.trace?.edits.length === 0)) return clientText;
  return planned.map((statement) => statement.text).join(separator);
}

const separator = ';\n';

/**
 * Where in the client's text the server's error position is. Both count characters from 1 (PostgreSQL docs, 53.8). Null when
 * the statement was printed anew, so that its positions mean nothing to the client.
 */
export function clientPosition(clientText: string, planned: readonly SentStatement[], position: number): number | null {
  if (planned.every((statement) => statement.trace?.edits.length === 0)) return position;
  const sent = planned.map((statement) => statement.text);
  let offset = bytesBefore(position, sent.join(separator));
  for (const [index, statement] of planned.entries()) {
    const length = Buffer.byteLength(sent[index] ?? '') + separator.length;
    if (offset >= length) {
      offset -= length;
      continue;
    }
    if (statement.trace === null) return null;
    const at = offsetInClient(statement.trace, offset);
    return charactersIn(Buffer.from(clientText, 'utf8').subarray(0, at)) + 1;
  }
  return null;
}

/** Characters are counted from 1; one beyond 16 bits is two units of a string. */
function bytesBefore(position: number, text: string): number {
  let units = 0;
  for (let left = position - 1; left > 0 && units < text.length; left -= 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return Buffer.byteLength(text.slice(0, units));
}

function offsetInClient({ start, edits }: Trace, offset: number): number {
  let shift = start;
  for (const edit of edits) {
    const put = edit.start - shift;
    if (offset < put) break;
    if (offset < put + edit.length) return edit.start;
    shift += edit.end - edit.start - edit.length;
  }
  return offset + shift;
}
