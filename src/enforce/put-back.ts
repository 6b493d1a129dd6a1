import type { PlannedStatement } from './plan-statements.js';
import type { Literals } from './template/literals.js';

/** What some of many values stand for, in a text of which the others were left out. */
export interface LeftOut {
  /** Where those that were kept are in the reduced text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** All of them, as they stand in the client's text. */
  readonly written: string;
}

/**
 * The statement with all that was left out of its text, in its order; null when something hung on those that were kept, or they are
 * not sent as they came.
 *
 * `standsAlone` is asked of what stands around them.
 */
export function putBack(
  planned: PlannedStatement,
  reduced: string,
  leftOut: readonly LeftOut[],
  { literals, standsAlone }: { readonly literals: Literals; readonly standsAlone: (around: string) => boolean },
): PlannedStatement | null {
  const { trace } = planned;
  if (trace === null) return null;
  const isKept = (place: number) => leftOut.some(({ start, end }) => place >= start && place < end);
  const isIn = (index: number) => isKept(literals.startOf(index));
  if (literals.bound.some(isIn) || literals.derived.some(({ from }) => isIn(from))) return null;
  const sent = Buffer.from(planned.text, 'utf8');
  const parts: Buffer[] = [];
  let edits = trace.edits;
  let from = 0;
  let grown = 0;
  for (const { start, end, written } of leftOut) {
    const all = Buffer.from(written, 'utf8');
    const kept = Buffer.from(reduced.slice(start, end), 'utf8');
    // Of the client's text so far, in bytes: with what has been put back, and without.
    const at = Buffer.byteLength(reduced.slice(0, start));
    const before = trace.edits.filter((edit) => edit.end <= at);
    const after = trace.edits.filter((edit) => edit.start >= at + kept.length);
    if (before.length + after.length < trace.edits.length) return null;
    const shift = before.reduce((sum, edit) => sum + edit.length - (edit.end - edit.start), -trace.start);
    const place = at + shift;
    if (!sent.subarray(place, place + kept.length).equals(kept)) return null;
    parts.push(sent.subarray(from, place), all);
    from = place + kept.length;
    const longer = all.length - kept.length;
    edits = edits.map((edit, index) =>
      index < before.length ? edit : { ...edit, start: edit.start + longer, end: edit.end + longer },
    );
    grown += longer;
  }
  parts.push(sent.subarray(from));
  // What is asked before any row is read would be asked of some of them alone: see rewrite/probes.ts.
  if (parts.some((part, at) => at % 2 === 0 && !standsAlone(part.toString('utf8')))) return null;
  const text = Buffer.concat(parts).toString('utf8');
  return { ...planned, text, trace: { start: trace.start, end: trace.end + grown, edits }, holed: null };
}
