import { expect, test } from 'vitest';
import {
  CompiledPlan,
  type DocumentPlan,
  defaultLimits,
  JsonTransform,
  parseFieldPath,
  parseJsonPath,
  type Treatment,
} from '../../src/json/index.js';
import { outside, pass, records, through as send, stars, sure, throughAll, withhold } from './through.js';

const through = (plan: DocumentPlan, text: string | Buffer, size?: number) =>
  send(() => new JsonTransform(new CompiledPlan(plan)), text, size);
const all = (plan: DocumentPlan, text: string | Buffer) =>
  throughAll(() => new JsonTransform(new CompiledPlan(plan)), text);

const contacts = {
  records: [records('$.items[*]', { id: pass, name: stars, 'address.city': pass, 'devices[*].ip': stars })],
};
const body =
  '{ "items" : [ {"id":1.0, "name" : "Ada", "ssn": "078", "address": {"street":"x","city":"Par\\u0069s"}, "devices":[{"ip":"1.2"},{"os":"b"}]} , {"ssn":[1,{"a":2}],"name":["A",{"b":1},7,null,true]}, 7 ], "next": null}';

test('declared members come out as they came, masked ones masked, and the rest is left out', () => {
  const expected =
    '{ "items" : [ {"id":1.0, "name" : "***", "address": {"city":"Par\\u0069s"}, "devices":[{"ip":"***"},{}]} , {"name":["*","*",null,"****"]} ]}';
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
    records: [records('$.items[*]', { name: pass }, { reads: ['id', 'address.city'] })],
    fields: [{ path: sure(parseJsonPath('$.total')), treatment: pass }],
  };
  const text =
    '{"items":[{"id":1,"name":"a"}, {"name":"b","id":2,"address":{"city":"Paris"}},{"name":"c"} ,{"id":4,"name":"d"}],"total":4}';
  for (const [keep, expected] of [
    [[true, true, true, true], '{"items":[{"name":"a"}, {"name":"b"},{"name":"c"} ,{"name":"d"}],"total":4}'],
    [[false, true, false, true], '{"items":[{"name":"b"} ,{"name":"d"}],"total":4}'],
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

test('a mask sees every kind of scalar, and writes any', () => {
  const seen: unknown[] = [];
  const answers = ['a"\u0001\ud800é', { number: '-1.50e3' }, true, null, undefined];
  const mask: Treatment = { kind: 'mask', mask: (text, type) => answers[seen.push([text, type]) - 1] };
  const plan = { records: [records('$', { a: mask })] };
  expect(all(plan, '{"b":1}')).toBe('{}');
  seen.length = 0;
  expect(through(plan, '{"a":["x\\u0041\\n",1.0,false,10000000000000000999,"gone",null]}')).toBe(
    '{"a":["a\\"\\u0001\\ud800é",-1.50e3,true,null,null]}',
  );
  expect(seen).toEqual([
    ['xA\n', 'string'],
    ['1.0', 'number'],
    ['false', 'boolean'],
    ['10000000000000000999', 'number'],
    ['gone', 'string'],
  ]);
  const bad: Treatment = { kind: 'mask', mask: () => ({ number: '01' }) };
  expect(() => through({ records: [records('$', { a: bad })] }, '{"a":1}')).toThrow('a masked number is a JSON number');
});

test('objects and arrays where a mask stands are masked inside or left out', () => {
  const text = '{"a":{"x":"1","y":["2",{"z":3}]},"b":["4",["5"],{"x":"6"}]}';
  const mask = (how: object): Treatment => ({ kind: 'mask', mask: () => '*', ...how });
  const plan = (how: object) => ({ records: [records('$', { a: mask(how), b: mask(how) })] });
  expect(all(plan({}), text)).toBe('{"b":["*",["*"]]}');
  expect(all(plan({ objects: 'each' }), text)).toBe('{"a":{"x":"*","y":["*",{"z":"*"}]},"b":["*",["*"],{"x":"*"}]}');
  expect(all(plan({ arrays: 'withhold' }), text)).toBe('{}');
});

test('what is deeper speaks, and at one place the stricter', () => {
  const text = '{"address":{"street":"s","city":"c","geo":{"lat":1,"lon":2}},"list":[1,2]}';
  expect(
    all({ records: [records('$', { address: pass, 'address.city': stars, 'address.geo.lat': withhold })] }, text),
  ).toBe('{"address":{"street":"s","city":"*","geo":{"lon":2}}}');
  expect(all({ records: [records('$', { address: withhold, 'address.city': pass })] }, text)).toBe(
    '{"address":{"city":"c"}}',
  );
  expect(all({ records: [records('$', { '"address"': pass, "['address']": withhold })] }, text)).toBe('{}');
  expect(all({ records: [records('$', { list: pass, 'list[0]': stars })] }, text)).toBe('{"list":["*",2]}');
  expect(all({ records: [records('$', { address: pass, 'address..lat': withhold })] }, text)).toBe(
    '{"address":{"street":"s","city":"c","geo":{"lon":2}}}',
  );
});

test('a wildcard shows no names; a rule for keys does, and changes them', () => {
  const text = '{"people":{"jane@example.com":{"age":3},"jo@example.com":{"age":4},"max":{"age":5},"total":6}}';
  const plan = (names?: 'pass' | ((name: string) => string | undefined)): DocumentPlan => ({
    records: [
      records(
        '$',
        { 'people.*.age': pass, 'people.total': pass },
        {
          keys: names === undefined ? [] : [{ path: sure(parseFieldPath('people')), names }],
        },
      ),
    ],
  });
  expect(all(plan(), text)).toBe('{"people":{"total":6}}');
  expect(all(plan('pass'), text)).toBe(text);
  expect(
    all(
      plan((name) => `${name.slice(0, 1)}.`),
      text,
    ),
  ).toBe('{"people":{"j.":{"age":3},"j.~2":{"age":4},"m.":{"age":5},"total":6}}');
  expect(
    all(
      plan((name) => (name === 'max' ? 'total' : undefined)),
      text,
    ),
  ).toBe('{"people":{"total":{"age":5},"total~2":6}}');
});

test('a document inside a string is walked by its own plan, and written back', () => {
  const inner = { records: [records('$', { id: pass, ssn: stars })] };
  const plan = (encoding: 'json' | 'base64+json'): DocumentPlan => ({
    records: [records('$', { payload: { kind: 'decode', encoding, plan: inner } })],
  });
  const document = '{"id":1.0,"ssn":"0\\u0037é","x":[]}';
  const shown = '{"id":1.0,"ssn":"***"}';
  expect(all(plan('json'), JSON.stringify({ payload: document }))).toBe(JSON.stringify({ payload: shown }));
  const base64 = (text: string) => JSON.stringify({ payload: Buffer.from(text).toString('base64') });
  expect(all(plan('base64+json'), base64(document))).toBe(base64(shown));
  expect(all(plan('json'), '{"payload":null}')).toBe('{"payload":null}');
  expect(all(plan('json'), '{"payload":"7"}')).toBe('{"payload":"null"}');
  for (const other of ['{"payload":7}', '{"payload":{"id":1}}', '{"payload":["{}"]}'])
    expect(all(plan('json'), other)).toBe('{}');
  for (const bad of ['{"payload":"{"}', '{"payload":""}', '{"payload":"\\ud800"}'])
    expect(() => all(plan('json'), bad)).toThrow(/./);
  expect(() => all(plan('base64+json'), '{"payload":"e30"}')).toThrow('not encoded as one');
  const filtered = { records: [records('$', {}, { reads: [] })] };
  expect(
    () => new CompiledPlan({ records: [records('$', { a: { kind: 'decode', encoding: 'json', plan: filtered } })] }),
  ).toThrow('not filtered');
});

test('names are compared unescaped, and without regard to case and form when that is declared', () => {
  const text = '{"\\u0073sn":1,"SSN":2,"caf\u00e9":3,"cafe\u0301":4,"__proto__":5,"constructor":6}';
  const fields = { ssn: pass, café: pass, __proto__: pass, constructor: pass };
  const declared = {
    ...records('$', {}),
    fields: Object.entries({ ...fields, ['__proto__']: pass }).map(([name, treatment]) => ({
      path: sure(parseFieldPath(name)),
      treatment,
    })),
  };
  expect(all({ records: [declared] }, text)).toBe('{"\\u0073sn":1,"caf\u00e9":3,"__proto__":5,"constructor":6}');
  expect(all({ records: [declared], names: 'folded' }, text)).toBe(text);
});

test('an object has more members than are remembered, in any order', () => {
  const plan: DocumentPlan = { records: [records('$[*]', { m7: stars, m999: pass })] };
  const object = (from: number) =>
    `{${Array.from({ length: 1000 }, (_, n) => `"m${(n + from) % 1000}":"${n}"`).join(',')}}`;
  const expected = (from: number) => {
    const at = (name: number) => (name - from + 1000) % 1000;
    const both = [
      [7, '*'.repeat(String(at(7)).length)],
      [999, String(at(999))],
    ] as const;
    return `{${both
      .toSorted((a, b) => at(a[0]) - at(b[0]))
      .map(([name, value]) => `"m${name}":"${value}"`)
      .join(',')}}`;
  };
  const starts = [0, 0, 5, 500, 7, 998, 0];
  expect(through(plan, `[${starts.map(object).join(',')}]`, 1000)).toBe(`[${starts.map(expected).join(',')}]`);
  const twice = `{${Array.from({ length: 600 }, (_, n) => `"m${n}":1`).join(',')},"m3":1}`;
  expect(() => through(plan, `[${twice}]`)).toThrow('two members');
});

test('limits hold, and what has none streams', () => {
  const limits = {
    ...defaultLimits,
    depthMax: 5,
    tokenBytesMax: 100,
    nameBytesMax: 20,
    numberBytesMax: 20,
    membersMax: 300,
    bodyBytesMax: 5_000,
    recordBytesMax: 200,
  };
  const go = (plan: DocumentPlan, text: string) => {
    for (const size of [1, 7, 10_000]) {
      try {
        send(() => new JsonTransform(new CompiledPlan(plan), {}, limits), text, size);
      } catch (error) {
        return (error as Error).message;
      }
    }
    return 'fits';
  };
  const masked: DocumentPlan = { records: [records('$', { a: stars, b: pass })] };
  const held: DocumentPlan = { records: [records('$[*]', { b: pass }, { reads: [] })] };
  expect(go(masked, '[[[[[]]]]]')).toBe('fits');
  expect(go(masked, '[[[[[[]]]]]]')).toMatch('too deep');
  expect(go(masked, `{"a":"${'x'.repeat(99)}"}`)).toBe('fits');
  expect(go(masked, `{"a":"${'x'.repeat(200)}"}`)).toMatch('too long to be masked');
  expect(go(masked, `{"b":"${'x'.repeat(4000)}","c":"${'x'.repeat(900)}"}`)).toBe('fits');
  expect(go(masked, `{"${'n'.repeat(30)}":1}`)).toMatch('name of a member');
  expect(go(masked, `{"b":${'1'.repeat(30)}}`)).toMatch('number is too long');
  expect(go(masked, `{"b":${' '.repeat(1500)}1}`)).toMatch('white space');
  expect(go(masked, `{${Array.from({ length: 400 }, (_, n) => `"${n}":1`).join(',')}}`)).toMatch('too many members');
  expect(go(masked, `"${'x'.repeat(6000)}"`)).toMatch('body is too long');
  expect(go(held, `[{"b":"${'x'.repeat(150)}"}]`)).toBe('fits');
  expect(go(held, `[{"b":"${'x'.repeat(300)}"}]`)).toMatch('record is too long');
});

test('more records than are allowed end the body', () => {
  const plan = { recordsMax: 2, records: [records('$[*]', { a: pass })] };
  expect(through(plan, '[{"a":1},{"a":2}]')).toBe('[{"a":1},{"a":2}]');
  expect(() => through(plan, '[{},{},{}]')).toThrow('more than 2 records');
  const filtered = { recordsMax: 2, records: [records('$[*]', { a: pass }, { reads: ['a'] })] };
  const go = (keep: (a: string | undefined) => boolean) =>
    send(
      () => new JsonTransform(new CompiledPlan(filtered)),
      '[{"a":1},{"a":2},{"a":3}]',
      undefined,
      ([a]) => keep(a),
    );
  expect(go((a) => a !== '2')).toBe('[{"a":1},{"a":3}]');
  expect(() => go(() => true)).toThrow('more than 2 records');
});

test('a plan that contradicts itself is a mistake', () => {
  expect(() => new CompiledPlan({ records: [records('$[*]', {}), records('$[0]', {})] })).not.toThrow();
  expect(() => through({ records: [records('$[*]', {}), records('$[0]', {})] }, '[1]')).toThrow('two kinds of records');
  expect(() => new CompiledPlan({ records: [records('$', {}, { reads: ['a[*]'] })] })).toThrow('several values');
});

test('a root that is left out is null, one that is dropped is nothing, and scalars may be records', () => {
  expect(all({ records: [] }, ' {"a":[1,{}]} ')).toMatch(/^\s*null$/);
  expect(all({ records: [], fields: outside({ $: stars }) }, ' "abc" ')).toBe(' "***" ');
  const list = { records: [records('$[*]', { $: stars }, { reads: ['$'] })] };
  const keep = (value: string | undefined) => value !== '7';
  expect(
    throughAll(
      () => new JsonTransform(new CompiledPlan(list)),
      '["a",7, "bc"]',
      ([value]) => keep(value),
    ),
  ).toBe('["*", "**"]');
  const one = { records: [records('$', { a: pass }, { reads: ['a'] })] };
  expect(
    throughAll(
      () => new JsonTransform(new CompiledPlan(one)),
      '{"a":1}',
      () => false,
    ),
  ).toBe('');
});

test('more bytes may not come while records wait', () => {
  const transform = new JsonTransform(new CompiledPlan({ records: [records('$[*]', {}, { reads: [] })] }));
  transform.push(Buffer.from('[{}'));
  expect(transform.pending).toHaveLength(1);
  expect(() => transform.push(Buffer.from(']'))).toThrow('pending');
  expect(() => transform.resolve([])).toThrow('decided');
  expect(transform.take().toString()).toBe('[');
});

test('null stands where a value is not to be seen, or a record that is a member does not stay', () => {
  const nothing: Treatment = { kind: 'null' };
  const fields = outside({ a: nothing, b: pass });
  const plan = { records: [], fields };
  expect(all(plan, '{"a": 1, "b": [1]}')).toBe('{"a": null, "b": [1]}');
  expect(all(plan, '{"a": {"c": [{"d": "x"}], "e": 2}, "b": 1}')).toBe('{"a": null, "b": 1}');
  expect(all(plan, '{"b": 1, "a": ["x", "y"]}')).toBe('{"b": 1, "a": null}');
  expect(all(plan, '{"a":"x","c":"y"}')).toBe('{"a":null}');

  const one = { ...records('$.*', { x: pass }, { reads: ['x'] }), dropped: 'null' as const };
  const list = records('$.list[*]', { x: pass }, { reads: ['x'] });
  const shown = { records: [one, list], fields: outside({ a: nothing, r: pass, q: pass }) };
  const keep = (values: readonly (string | undefined)[]) => values[0] === '1';
  const decided = (text: string) => throughAll(() => new JsonTransform(new CompiledPlan(shown)), text, keep);
  expect(decided('{"r":{"x":1,"y":2},"q":{"x":2}}')).toBe('{"r":{"x":1},"q":null}');
  // A record that is shorter than what stands in its place.
  expect(decided('{"q":{},"r":{},"a":{"x":1}}')).toBe('{"q":null,"r":null,"a":{"x":1}}');
});

test('what is declared to stand before a document must be there, and comes out before it', () => {
  const prefix = ")]}',\n";
  const guarded = { records: [records('$[*]', { id: pass }, { reads: ['id'] })] };
  const make = () => new JsonTransform(new CompiledPlan(guarded), { prefix });
  const keep = () => true;
  expect(throughAll(make, `${prefix}[{"id": 1, "ssn": "x"}]`, keep)).toBe(`${prefix}[{"id": 1}]`);
  for (const body of ['[{"id": 1}]', ")]}'[]", prefix.slice(0, 3), '', ` ${prefix}[]`, `${prefix}${prefix}[]`]) {
    expect(() => throughAll(make, body, keep), body).toThrow(/./);
  }
  // Nothing comes out before something stands behind it.
  const transform = make();
  transform.push(Buffer.from(prefix));
  expect(transform.take()).toHaveLength(0);
});
