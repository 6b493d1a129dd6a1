import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentPlan } from '../../../src/enforce/document/document-plan.js';
import { memberSql } from '../../../src/enforce/relation/member-sql.js';
import { CompiledPlan, JsonTransform } from '../../../src/json/index.js';
import { createDatabase, type TestDatabase } from '../../fixtures/database.js';
import { oracle } from '../../json/oracle.js';
import { keys } from '../../masks/masked.js';
import { Random } from '../../oracle/random.js';
import { decisionOf as decisionOfResource, field } from '../document/resource.js';
import { decisionOf, type Kind, planOf } from './plan-of-members.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createDatabase();
  for (const [name, value] of keys.settings()) {
    await database.query(`ALTER DATABASE ${database.name} SET ${name} = '${value}'`);
  }
  // The pool's connections take the settings that were there when they were opened.
  await database.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  for (const [name, value] of keys.settings()) await database.query(`SET ${name} = '${value}'`);
  await database.query('CREATE TABLE documents (n int, d jsonb)');
});
afterAll(() => database.drop());

/** What the expression gives for each document, as text; null is NULL. */
async function through(plan: ReturnType<typeof planOf>, documents: readonly string[]): Promise<(string | null)[]> {
  await database.query('TRUNCATE documents');
  await database.query('INSERT INTO documents SELECT n, d::jsonb FROM unnest($1::text[]) WITH ORDINALITY AS t(d, n)', [
    documents,
  ]);
  const made = memberSql(plan, keys);
  const sql = made.kind === 'whole' ? 'd' : made.kind === 'nothing' ? 'NULL::jsonb' : made.sql('d');
  const { rows } = await database.query(`SELECT (${sql})::text AS shown FROM documents ORDER BY n`);
  return rows.map(({ shown }) => shown as string | null);
}

test('members pass, are masked, or are left out with their names', async () => {
  const plan = planOf({
    'd.email': 'pass',
    'd.name': { mask: 'initial' },
    'd.ssn': 'withhold',
    'd.devices[*].ip': { mask: 'ip_prefix' },
  });
  expect(
    await through(plan, [
      '{"email": "a@b.c", "name": "Ada", "ssn": "x", "other": 1, "devices": [{"ip": "10.1.2.3", "mac": 1}, 5, {}]}',
      '{"name": null, "email": {"deep": [1]}}',
      '{"name": {"first": "Ada"}, "devices": {"ip": "10.1.2.3"}}',
      '{"name": ["Ada", ["Bob", {"x": 1}]], "devices": []}',
      '5',
      'null',
      '[{"email": "x"}]',
      '{}',
    ]),
  ).toEqual([
    '{"name": "A.", "email": "a@b.c", "devices": [{"ip": "10.1.2.0/24"}, {}]}',
    '{"name": null, "email": {"deep": [1]}}',
    '{"devices": {}}',
    '{"name": ["A.", ["B."]], "devices": []}',
    null,
    null,
    '[]',
    '{}',
  ]);
});

test('what passes as a whole is masked and withheld where a member says so', async () => {
  const plan = planOf({ 'd.ssn': 'withhold', 'd.list[1]': 'withhold', 'd.list[*].name': { mask: 'redact' } }, 'pass');
  expect(await through(plan, ['{"a": 1, "ssn": 2, "list": [1, 2, {"name": "x", "b": 1}]}', '"text"', 'null'])).toEqual([
    '{"a": 1, "list": [1, {"b": 1, "name": "[redacted]"}]}',
    '"text"',
    'null',
  ]);
});

test('a value that its mask can’t take becomes null, whatever it looks like', async () => {
  const year = planOf({ 'd.v': { mask: 'year' } });
  const values = [
    '"2024-05-06"',
    '"2024-02-30"',
    '"0000-01-01"',
    '"2023-02-29"',
    '"2024-02-29"',
    '"2100-02-29"',
    '"2024-05-06T10:11:12Z"',
    '"2024-05-06T10:11:12.25+02:00"',
    '"2024-99-06T10:11:12Z"',
    '"2024-05-06T25:11:12Z"',
    '"2024-05-06T10:11:12+99:00"',
    '"0001-01-01T00:00:00+14:00"',
    '"9999-12-31T23:59:59-14:00"',
    '"infinity"',
    '"now"',
    '20240506',
    'true',
    '[]',
    '{}',
  ];
  const documents = values.map((value) => `{"v":${value}}`);
  const shown = async (plan: ReturnType<typeof planOf>) =>
    (await through(plan, documents)).map((text) => text?.replace(': ', ':'));
  expect(await shown(year)).toEqual(documents.map((one) => oracle(year.document, one)));
  // It takes dates, and no texts: the function goes on with days that no calendar has.
  const dates = await shown(planOf({ 'd.v': { mask: 'bucket', options: 10 } }));
  expect(dates.slice(0, 6).map((text) => /\d{4}.*\d/.exec(text ?? '')?.[0])).toEqual([
    '2024-04-27',
    undefined,
    undefined,
    undefined,
    '2024-02-27',
    undefined,
  ]);
  const bucket = planOf({ 'd.v': { mask: 'bucket', options: 50 } });
  const numbers = [
    '75',
    '-1',
    '9223372036854775807',
    '9999999999999999999',
    '1e400',
    '75.5',
    '"75.5"',
    `"${'9'.repeat(5000)}"`,
    '"7x"',
    `1${'0'.repeat(3000)}`,
  ];
  const buckets = await through(
    bucket,
    numbers.map((value) => `{"v": ${value}}`),
  );
  expect(buckets.slice(0, 2)).toEqual(['{"v": 50}', '{"v": -50}']);
  expect(buckets.slice(5, 9)).toEqual(['{"v": 50}', '{"v": "50"}', '{"v": null}', '{"v": null}']);
  const network = planOf({ 'd.v': { mask: 'ip_prefix' } });
  const addresses = [
    '1.2.3.4',
    '1.2.3.400',
    '01.2.3.4',
    '::',
    '::1',
    '1::',
    '2001:db8:1:2:3:4:5:6',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::ffff:1.2.3.4',
    ':',
    '1:2',
    '1.2.3.4:5',
    ':::',
    '1:::2',
  ];
  const looked = await through(
    network,
    addresses.map((value) => `{"v": "${value}"}`),
  );
  const expected = addresses.map((value) => oracle(network.document, `{"v": "${value}"}`));
  expect(looked.map((text) => text?.replace(': ', ':'))).toEqual(expected);
});

test('arrays in arrays are masked some levels deep, and left out below', async () => {
  const plan = planOf({ 'd.v': { mask: 'redact' } });
  const nest = (levels: number) => `{"v": ${'['.repeat(levels)}"x"${']'.repeat(levels)}}`;
  const [shallow, deep] = await through(plan, [nest(4), nest(500)]);
  expect(shallow).toBe('{"v": [[[["[redacted]"]]]]}');
  expect(deep).not.toContain('x');
});

test('names that no jsonb has, and names with quotes and backslashes', async () => {
  const plan = planOf({ "d['a\\u0000b']": 'pass', "d['it\\'s']": 'pass', "d['back\\\\slash']": 'pass' });
  expect(await through(plan, ['{"it\'s": 1, "back\\\\slash": 2, "ab": 3}'])).toEqual([
    '{"it\'s": 1, "back\\\\slash": 2}',
  ]);
});

const names = ['a', 'b', 'c', 'x.y', "q'"];
const masks: Kind[] = ['redact', 'initial', 'year', 'pseudonym', 'null', 'ip_prefix'].map((mask) => ({ mask }));
masks.push({ mask: 'bucket', options: 50 }, { mask: 'prefix', options: 2 }, { mask: 'last4' });

function inventPath(random: Random): string {
  const steps = Array.from({ length: random.integer(1, 3) }, () =>
    random.weighted<() => string>([
      [6, () => `['${random.pick(names).replace("'", "\\'")}']`],
      [2, () => '[*]'],
      [1, () => `[${random.integer(0, 2)}]`],
      [1, () => `['${random.pick(names).replace("'", "\\'")}', ${random.integer(0, 1)}]`],
    ])(),
  );
  return `d${steps.join('')}`;
}

function inventValue(random: Random, depth: number, marker: () => string): unknown {
  if (depth > 0 && random.next() < 0.75) {
    const items = Array.from({ length: random.integer(0, 4) }, () => inventValue(random, depth - 1, marker));
    if (random.next() < 0.4) return items;
    return Object.fromEntries(items.map((item) => [random.pick([...names, `n${marker()}`]), item]));
  }
  return random.weighted<() => unknown>([
    [5, marker],
    [1, () => null],
    [1, () => random.next() < 0.5],
    [1, () => random.integer(-500, 500)],
    [1, () => random.integer(-500, 500) + 0.25],
    [1, () => `20${random.integer(10, 99)}-0${random.integer(1, 9)}-${random.integer(10, 28)}`],
    [1, () => `10.${random.integer(0, 300)}.7.${random.integer(0, 255)}`],
    [1, () => String(random.integer(0, 900))],
  ])();
}

/** The document as an HTTP store's record. */
function overHttp(fields: Readonly<Record<string, Kind>>, rest: 'pass' | 'withhold', document: string): string {
  const decisions = Object.entries({ d: rest, ...fields }).map(
    ([path, kind]) => [path.replace(/^d/, '$'), decisionOf(kind)] as const,
  );
  const entry = new Map(decisions.map(([path]) => [path, field('user')]));
  const decision = decisionOfResource({ entry: { records: '$', fields: entry, envelope: new Map() }, fields: {} });
  const plan = documentPlan({ ...decision, fields: new Map(decisions) }, null, null, {
    keys,
    links: { kind: 'withhold' },
  });
  const transform = new JsonTransform(new CompiledPlan(plan));
  transform.push(Buffer.from(document));
  transform.end();
  return transform.take().toString();
}

test('random documents under random plans come out as the slow twin has it, and nothing else does', async () => {
  const counts = { kept: 0, lost: 0 };
  for (let round = 0; round < 30; round += 1) {
    const seed = 77_000 + round;
    const random = new Random(seed);
    const fields = Object.fromEntries(
      Array.from({ length: random.integer(1, 6) }, () => [
        inventPath(random),
        random.weighted<Kind>([
          [3, 'pass'],
          [2, 'withhold'],
          [4, random.pick(masks)],
        ]),
      ]),
    );
    const rest = random.next() < 0.3 ? 'pass' : 'withhold';
    const plan = planOf(fields, rest);
    let marks = 0;
    const mark = () => {
      marks += 1;
      return `mark${marks}end`;
    };
    const documents = Array.from({ length: 30 }, () => JSON.stringify(inventValue(random, 5, mark)));
    const shown = await through(plan, documents);
    documents.forEach((document, index) => {
      // As behind HTTP the same document would come out by the same decisions.
      expect(JSON.parse(overHttp(fields, rest, document)), `seed ${seed}`).toEqual(JSON.parse(shown[index] ?? 'null'));
      const expected = oracle(plan.document, document);
      const told = `seed ${seed}: ${JSON.stringify(fields)} over ${document}`;
      expect(JSON.parse(shown[index] ?? 'null'), told).toEqual(JSON.parse(expected));
      for (const [marker] of document.matchAll(/mark\d+end/g)) {
        const isKept = expected.includes(marker);
        counts[isKept ? 'kept' : 'lost'] += 1;
        if (!isKept) expect(shown[index] ?? '', told).not.toContain(marker);
      }
    });
  }
  expect(counts.kept).toBeGreaterThan(250);
  expect(counts.lost).toBeGreaterThan(2500);
}, 300_000);
