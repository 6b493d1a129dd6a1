import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CompiledPlan,
  type DocumentPlan,
  JsonTransform,
  parseJsonPath,
  type ReadValue,
  type Treatment,
} from '../../src/json/index.js';
import { Ambiguous, oracle } from './oracle.js';

const names = ['a', 'b', 'A', 'c.d', '__proto__', 'é'];
const path = (least: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...names).map((name) => `['${name}']`) },
        { weight: 2, arbitrary: fc.constantFrom('[*]') },
        { weight: 1, arbitrary: fc.constantFrom('[0]', '[1]', "['a','b']", '[0,*]') },
        { weight: 1, arbitrary: fc.constantFrom("..['a']", '..*', '..[1]') },
      ),
      { minLength: least, maxLength: 3 },
    )
    .map((segments) => {
      const read = parseJsonPath(`$${segments.join('')}`);
      if ('issue' in read) throw new Error(read.issue);
      return read;
    });
const singular = fc
  .array(fc.constantFrom(...names.map((name) => `['${name}']`), '[0]', '[1]'), { maxLength: 2 })
  .map((segments) => {
    const read = parseJsonPath(`$${segments.join('')}`);
    if ('issue' in read) throw new Error(read.issue);
    return read;
  });

const each = fc.constantFrom('each' as const, 'withhold' as const);
const treatment: fc.Arbitrary<Treatment> = fc.oneof(
  fc.constant<Treatment>({ kind: 'pass' }),
  fc.constant<Treatment>({ kind: 'withhold' }),
  fc.constant<Treatment>({ kind: 'null' }),
  fc.record({ arrays: each, objects: each }).map(
    (how): Treatment => ({
      kind: 'mask',
      ...how,
      mask: (text, type) =>
        text === 'gone'
          ? undefined
          : type === 'number'
            ? { number: '0' }
            : type === 'boolean'
              ? null
              : `*"${text.length}é`,
    }),
  ),
);
/** Its twin over bytes leaves every text of odd length to it. */
const withAscii = fc.record({ arrays: each, objects: each }).map(
  (how): Treatment => ({
    kind: 'mask',
    ...how,
    mask: (text, type) => (type === 'string' ? `<${text}>` : null),
    ascii: (bytes, start, end, into, at) => {
      if ((end - start) % 2 === 1) return -1;
      into.set([0x3c, ...bytes.subarray(start, end), 0x3e], at);
      return at + end - start + 2;
    },
  }),
);
const fields = fc.array(fc.record({ path: path(0), treatment: fc.oneof(treatment, withAscii) }), { maxLength: 4 });
const keys = fc.array(
  fc.record({
    path: path(0),
    names: fc.constantFrom('pass' as const, (name: string) => (name === 'b' ? undefined : `k${name.length}`)),
  }),
  { maxLength: 1 },
);
const plan: fc.Arbitrary<DocumentPlan> = fc.record({
  records: fc.array(
    fc.record(
      {
        path: path(0),
        fields,
        keys,
        filter: fc.record({ reads: fc.array(singular, { maxLength: 2 }) }),
        dropped: fc.constantFrom('absent' as const, 'null' as const),
      },
      { requiredKeys: ['path', 'fields', 'keys'] },
    ),
    { maxLength: 1 },
  ),
  fields,
  keys,
  names: fc.constantFrom('exact' as const, 'folded' as const),
});

const { document } = fc.letrec<{ document: unknown; scalar: unknown }>((tie) => ({
  scalar: fc.oneof(
    fc.constantFrom<unknown>(null, true, false, 0, -1.5, 1e300, 'gone', '', '\ud800', '"\\/\u0001', 'Zoë 😀'),
    fc.string(),
  ),
  document: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    tie('scalar'),
    fc.array(tie('document'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), tie('document')), { maxLength: 4, selector: ([name]) => name })
      .map((members) => Object.fromEntries(members)),
  ),
}));

/** Takes one text through, cut at `cuts`; a record stays when its values' JSON has an even length. */
function through(plan: CompiledPlan, text: string, cuts: readonly number[]): string {
  const transform = spare.get(plan) ?? new JsonTransform(plan);
  spare.delete(plan);
  const bytes = Buffer.from(text);
  const out: Buffer[] = [];
  const settle = () => {
    if (transform.pending.length > 0)
      transform.resolve(transform.pending.map(({ values }) => stays(values.map(readJson))));
    out.push(transform.take());
  };
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    transform.push(bytes.subarray(from, cut));
    settle();
    from = cut;
  }
  transform.end();
  settle();
  transform.restart();
  spare.set(plan, transform);
  return Buffer.concat(out).toString();
}

/** What has served a body serves the next one of its plan. */
const spare = new WeakMap<CompiledPlan, JsonTransform>();

/** The plan whose records are decided as they end. */
const atOnce = (plan: DocumentPlan): DocumentPlan => ({
  ...plan,
  records: plan.records.map(({ filter, ...others }) =>
    filter === undefined
      ? others
      : { ...others, filter: { ...filter, decide: (values) => stays(values.map(readJson)) } },
  ),
});

const stays = (values: readonly (string | undefined)[]) => values.join().length % 2 === 0;
const readJson = (value: ReadValue | undefined): string | undefined =>
  value === undefined ? undefined : 'text' in value ? value.text : value.type;
const treeJson = (value: unknown): string | undefined =>
  value === undefined
    ? undefined
    : Array.isArray(value)
      ? 'array'
      : value !== null && typeof value === 'object'
        ? 'object'
        : String(value);

/** Null: there are two values where a decision needs one. */
function answer(plan: DocumentPlan, text: string): string | null {
  try {
    return oracle(plan, text, (values) => stays(values.map(treeJson)));
  } catch (error) {
    if (error instanceof Ambiguous) return null;
    throw error;
  }
}

const asJson = (whole: string): string => (whole === '' ? 'null' : JSON.stringify(JSON.parse(whole)));

test('what comes out is what a tree would give, at every split', () => {
  fc.assert(
    fc.property(plan, document, fc.constantFrom(undefined, 1, '\t'), (plan, document, space) => {
      const text = JSON.stringify(document, null, space);
      const compiled = new CompiledPlan(plan);
      const expected = answer(plan, text);
      if (expected === null) {
        expect(() => through(compiled, text, [])).toThrow('a value that a row rule reads is there twice');
        return;
      }
      const whole = through(compiled, text, []);
      expect(asJson(whole)).toBe(expected);
      const { length } = Buffer.from(text);
      for (let cut = 0; cut <= length; cut += 1) expect(through(compiled, text, [cut])).toBe(whole);
      expect(
        through(
          compiled,
          text,
          Array.from({ length }, (_, index) => index),
        ),
      ).toBe(whole);
    }),
    { numRuns: Number(process.env.JSON_RUNS ?? 300) },
  );
}, 600_000);

test('records that are decided as they end give what those give that wait, and are counted alike', () => {
  fc.assert(
    fc.property(plan, document, fc.constantFrom(undefined, 1, '\t'), (plan, document, space) => {
      const text = JSON.stringify(document, null, space);
      const [waiting, decided] = [new CompiledPlan(plan), new CompiledPlan(atOnce(plan))];
      if (answer(plan, text) === null) {
        expect(() => through(decided, text, [])).toThrow('a value that a row rule reads is there twice');
        return;
      }
      // What waits, and may become null, has room for it: white space behind the value.
      const padded = plan.records.some(({ dropped }) => dropped === 'null');
      const whole = through(waiting, text, []);
      const { length } = Buffer.from(text);
      for (let cut = 0; cut <= length; cut += 1) {
        const cutThere = through(decided, text, [cut]);
        expect(padded ? asJson(cutThere) : cutThere).toBe(padded ? asJson(whole) : whole);
      }
      const counts = [waiting, decided].map((plan) => {
        const transform = new JsonTransform(plan);
        transform.push(Buffer.from(text));
        expect(transform.pending.length > 0 && plan === decided).toBe(false);
        transform.resolve(transform.pending.map(({ values }) => stays(values.map(readJson))));
        transform.end();
        transform.resolve(transform.pending.map(({ values }) => stays(values.map(readJson))));
        const { dropped: _, undeclared: __, ...shown } = transform.counts;
        return shown;
      });
      expect(counts[1]).toEqual(counts[0]);
    }),
    { numRuns: Number(process.env.JSON_RUNS ?? 300) },
  );
}, 600_000);

test('a plan whose records are some decided as they end, and some wait, is none', () => {
  const path = parseJsonPath('$[*]');
  if ('issue' in path) throw new Error(path.issue);
  const records = [
    { path, fields: [], filter: { reads: [], decide: () => true } },
    { path, fields: [], filter: { reads: [] } },
  ];
  expect(() => new CompiledPlan({ records })).toThrow('others would wait');
});

test('what has served one body gives for another what it would have given at first', () => {
  fc.assert(
    fc.property(plan, fc.array(document, { minLength: 2, maxLength: 5 }), (plan, documents) => {
      const compiled = new CompiledPlan(plan);
      for (const one of documents) {
        const text = JSON.stringify(one);
        const expected = answer(plan, text);
        if (expected === null) expect(() => through(compiled, text, [])).toThrow('there twice');
        else expect(asJson(through(compiled, text, [Math.floor(Buffer.byteLength(text) / 2)]))).toBe(expected);
      }
    }),
    { numRuns: 2_000, seed: 26 },
  );
});
