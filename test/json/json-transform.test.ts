import { expect, test } from 'vitest';
import {
  CompiledPlan,
  type DocumentPlan,
  type JsonPath,
  type JsonPathIssue,
  JsonTransform,
  parseFieldPath,
  parseJsonPath,
  type Treatment,
} from '../../src/json/index.js';

const sure = (path: JsonPath | JsonPathIssue): JsonPath => {
  if ('issue' in path) throw new Error(path.issue);
  return path;
};
const pass: Treatment = { kind: 'pass' };
const withhold: Treatment = { kind: 'withhold' };
const stars: Treatment = { kind: 'mask', mask: (text) => '*'.repeat(text.length) };

const records = (
  path: string,
  fields: Record<string, Treatment>,
  more: object = {},
): DocumentPlan['records'][number] => ({
  path: sure(parseJsonPath(path)),
  fields: Object.entries(fields).map(([field, treatment]) => ({ path: sure(parseFieldPath(field)), treatment })),
  ...more,
});

function through(plan: DocumentPlan, text: string, size = Number.POSITIVE_INFINITY): string {
  const transform = new JsonTransform(new CompiledPlan(plan));
  const bytes = Buffer.from(text);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    transform.push(bytes.subarray(at, Math.min(bytes.length, at + size)));
    out.push(transform.take());
  }
  transform.end();
  out.push(transform.take());
  return Buffer.concat(out).toString();
}

const contacts = {
  records: [records('$.items[*]', { id: pass, name: stars, 'address.city': pass, 'devices[*].ip': stars })],
};
const body =
  '{ "items" : [ {"id":1.0, "name" : "Ada", "ssn": "078", "address": {"street":"x","city":"Par\\u0069s"}, "devices":[{"ip":"1.2"},{"os":"b"}]} , {"ssn":[1,{"a":2}],"name":["A",{"b":1},7,null,true]}, 7 ], "next": null}';

test('declared members come out as they came, masked ones masked, and the rest is left out', () => {
  const expected =
    '{ "items" : [ {"id":1.0, "name" : "***", "address": {"city":"Par\\u0069s"}, "devices":[{"ip":"***"},{}]} , {"name":["*","*",null,"****"]}]}';
  expect(through(contacts, body)).toBe(expected);
  for (let size = 1; size < 60; size += 1) expect(through(contacts, body, size)).toBe(expected);
});

test('a member that is withheld takes its comma along, wherever it stands', () => {
  const plan = { records: [records('$', { a: withhold, b: pass, c: pass })] };
  expect(through(plan, '{"a":1,"b":2,"c":3}')).toBe('{"b":2,"c":3}');
  expect(through(plan, '{"b":2,"a":1,"c":3}')).toBe('{"b":2,"c":3}');
  expect(through(plan, '{"b":2,"c":3,"a":1}')).toBe('{"b":2,"c":3}');
  expect(through(plan, '{"a":1}')).toBe('{}');
});

test('records are held until they are decided, and dropped ones leave no trace', () => {
  const plan: DocumentPlan = {
    records: [
      records(
        '$.items[*]',
        { name: pass },
        { filter: { reads: [sure(parseFieldPath('id')), sure(parseFieldPath('address.city'))] } },
      ),
    ],
    fields: [{ path: sure(parseJsonPath('$.total')), treatment: pass }],
  };
  const text =
    '{"items":[{"id":1,"name":"a"}, {"name":"b","id":2,"address":{"city":"Paris"}},{"name":"c"} ,{"id":4,"name":"d"}],"total":4}';
  for (const [keep, expected] of [
    [[true, true, true, true], '{"items":[{"name":"a"}, {"name":"b"},{"name":"c"} ,{"name":"d"}],"total":4}'],
    [[false, true, false, true], '{"items":[ {"name":"b"} ,{"name":"d"}],"total":4}'],
    [[true, false, false, false], '{"items":[{"name":"a"} ],"total":4}'],
    [[false, false, false, false], '{"items":[ ],"total":4}'],
  ] as const) {
    for (const size of [1, 2, 7, 30, 1000]) {
      const transform = new JsonTransform(new CompiledPlan(plan));
      const seen: unknown[] = [];
      let out = '';
      const decide = () => {
        const { length } = transform.pending;
        seen.push(
          ...transform.pending.map(({ values }) =>
            values.map((value) => (value && 'text' in value ? value.text : value)),
          ),
        );
        if (length > 0) transform.resolve(keep.slice(seen.length - length, seen.length));
        out += transform.take().toString();
      };
      for (let at = 0; at < text.length; at += size) {
        transform.push(Buffer.from(text.slice(at, at + size)));
        decide();
      }
      transform.end();
      decide();
      expect(seen).toEqual([
        ['1', undefined],
        ['2', 'Paris'],
        [undefined, undefined],
        ['4', undefined],
      ]);
      expect(out).toBe(expected);
      const kept = keep.filter(Boolean).length;
      expect(transform.counts.records).toEqual([kept]);
      expect(transform.counts.dropped).toEqual([4 - kept]);
      expect(transform.counts.fields).toEqual([[{ shown: kept, withheld: 0 }]]);
      expect(transform.counts.outside).toEqual([{ shown: 1, withheld: 0 }]);
    }
  }
});
