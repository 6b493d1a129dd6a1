import {
  type BodyTransform,
  CompiledPlan,
  type DocumentPlan,
  type JsonPath,
  type JsonPathIssue,
  type PendingRecord,
  parseFieldPath,
  parseJsonPath,
  type RecordsPlan,
  type Treatment,
} from '../../src/json/index.js';

export const pass: Treatment = { kind: 'pass' };
export const withhold: Treatment = { kind: 'withhold' };
export const stars: Treatment = { kind: 'mask', mask: (text) => '*'.repeat(text.length) };

export function sure(path: JsonPath | JsonPathIssue): JsonPath {
  if ('issue' in path) throw new Error(path.issue);
  return path;
}

const fieldsOf = (fields: Readonly<Record<string, Treatment>>) =>
  Object.entries(fields).map(([path, treatment]) => ({ path: sure(parseFieldPath(path)), treatment }));

/** A records plan out of what an operator would write. */
export function records(
  path: string,
  fields: Readonly<Record<string, Treatment>>,
  more: { readonly reads?: readonly string[]; readonly keys?: RecordsPlan['keys'] } = {},
): RecordsPlan {
  return {
    path: sure(parseJsonPath(path)),
    fields: fieldsOf(fields),
    ...(more.keys === undefined ? {} : { keys: more.keys }),
    ...(more.reads === undefined ? {} : { filter: { reads: more.reads.map((read) => sure(parseFieldPath(read))) } }),
  };
}

export function compiled(of: readonly RecordsPlan[], more: Partial<DocumentPlan> = {}): CompiledPlan {
  return new CompiledPlan({ records: of, ...more });
}

export const outside = fieldsOf;

type Keep = (values: readonly (string | undefined)[]) => boolean;

/** What comes out of a body that arrives in pieces of `size` bytes. */
export function through(
  make: () => BodyTransform,
  body: string | Buffer,
  size = Number.POSITIVE_INFINITY,
  keep: Keep = () => true,
): string {
  const bytes = Buffer.from(body);
  const transform = make();
  const out: Buffer[] = [];
  const settle = () => {
    if (transform.pending.length > 0) transform.resolve(transform.pending.map(decide(keep)));
    out.push(transform.take());
  };
  for (let at = 0; at < bytes.length; at += size) {
    transform.push(bytes.subarray(at, Math.min(bytes.length, at + size)));
    settle();
  }
  transform.end();
  settle();
  return Buffer.concat(out).toString();
}

const decide =
  (keep: Keep) =>
  ({ values }: PendingRecord): boolean =>
    keep(values.map((value) => (value !== undefined && 'text' in value ? value.text : value?.type)));

/** The same at every size of pieces, or an error that says where it differs. */
export function throughAll(make: () => BodyTransform, body: string | Buffer, keep?: Keep): string {
  const whole = through(make, body, Number.POSITIVE_INFINITY, keep);
  const bytes = Buffer.from(body);
  for (let size = 1; size <= bytes.length; size += 1) {
    const pieces = through(make, body, size, keep);
    if (pieces !== whole)
      throw new Error(`in pieces of ${size}: ${JSON.stringify(pieces)} for ${JSON.stringify(whole)}`);
  }
  return whole;
}
