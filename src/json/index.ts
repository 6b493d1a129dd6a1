/**
 * json: JSON texts and their kin as bytes, read once and written as a plan says. Start at plan.ts, then walker.ts.
 *
 *     DocumentPlan ─► CompiledPlan ─► JsonTransform        bytes in, any split; bytes out; NdjsonTransform, JsonSeqTransform,
 *                                     SseTransform, CsvTransform and FormTransform work alike
 *                                     push ─► pending? ─► resolve ─► take
 *
 * What it promises:
 * - What the plan passes comes out byte for byte: numbers, escapes, white space, order. What no path of the plan covers does
 *   not come out, at any depth, nor does its name.
 * - The same bytes give the same output however they are cut into chunks.
 * - A text that is not RFC 8259's (in UTF-8, names unique within an object unless the plan says otherwise) is refused. A lone
 *   surrogate that is written as an escape is a text, and is kept as it came.
 * - Nothing is held but the token under way and the records that wait for a decision, both bounded; nesting is, too.
 * - Names are data: `__proto__` is a name like any other.
 *
 * Invariant: pure and synchronous; knows nothing of privacy or HTTP; errors name no value and no member.
 */

export { Automaton, type PlaceState } from './automaton.js';
export { CompiledPlan } from './compiled-plan.js';
export { type CsvOptions, CsvTransform } from './csv-transform.js';
export { FormTransform } from './form-transform.js';
export { JsonSeqTransform } from './json-seq-transform.js';
export { JsonTransform } from './json-transform.js';
export { defaultLimits, type JsonLimits } from './limits.js';
export { NdjsonTransform } from './ndjson-transform.js';
export { parseFieldPath, parseJsonPath } from './parse-path.js';
export { isSingular, type JsonPath, type JsonPathIssue, type PathSegment } from './path.js';
export type {
  DocumentPlan,
  FieldPlan,
  KeysPlan,
  MaskAscii,
  MaskedScalar,
  MaskScalar,
  RecordsFilter,
  RecordsPlan,
  ScalarType,
  Treatment,
} from './plan.js';
export { asciiSpareBytes } from './plan.js';
export { type SseOptions, SseTransform } from './sse-transform.js';
export type { BodyTransform, Counts, FieldCounts, PendingRecord, ReadValue } from './transform.js';
