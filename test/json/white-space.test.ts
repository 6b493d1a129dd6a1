import { expect, test } from 'vitest';
import { CompiledPlan, CsvTransform, type DocumentPlan, JsonTransform, NdjsonTransform } from '../../src/json/index.js';
import { Random } from '../oracle/random.js';
import { oracle } from './oracle.js';
import { compiled, outside, pass, records, stars, through } from './through.js';

/** Ways in which services write documents. */
const styles: Readonly<Record<string, (value: unknown) => string>> = {
  compact: (value) => JSON.stringify(value),
  spaced: (value) => spaced(value),
  indented: (value) => JSON.stringify(value, null, 2),
  'indented by tabs': (value) => JSON.stringify(value, null, '\t'),
};

function spaced(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`);
  return `{${members.join(', ')}}`;
}

const planOf = (filtered: boolean): DocumentPlan => ({
  records: [
    records(
      '$.items[*]',
      { id: pass, name: stars, 'deep.in[*]': pass, aside: pass },
      filtered ? { reads: ['show'] } : {},
    ),
    records('$.items[*].parts[*]', { id: pass }, filtered ? { reads: ['show'] } : {}),
    records('$.items[*].aside.one', { id: pass }, filtered ? { reads: ['show'] } : {}),
  ],
  fields: outside({ total: pass }),
});

function record(random: Random, depth = 0): object {
  const members: [string, unknown][] = [['show', random.pick(['yes', 'no'])]];
  if (random.chance(0.7)) members.push(['id', random.integer(1, 9)]);
  if (random.chance(0.5)) members.push(['name', 'Ada']);
  if (random.chance(0.5)) members.push(['ssn', { a: [1, {}], b: null }]);
  if (random.chance(0.4)) members.push(['deep', { x: [1], in: random.pick([[], [1], [1, [2]]]), y: {} }]);
  if (depth === 0 && random.chance(0.6))
    members.push(['parts', Array.from({ length: random.integer(0, 3) }, () => record(random, 1))]);
  if (depth === 0 && random.chance(0.3)) members.push(['aside', { one: record(random, 1), two: 2 }]);
  return Object.fromEntries(random.shuffled(members));
}

const isShown = ([show]: readonly unknown[]): boolean => show === 'yes';

test.each(Object.keys(styles))('white space tells nothing of what was left out, wherever a body is cut: %s', (name) => {
  const style = styles[name] as (value: unknown) => string;
  let emptied = 0;
  for (const filtered of [false, true]) {
    const plan = planOf(filtered);
    const made = new CompiledPlan(plan);
    for (let round = 0; round < 250; round += 1) {
      const random = new Random(4_000 + round);
      const document = Object.fromEntries(
        random.shuffled<[string, unknown]>([
          ['items', Array.from({ length: random.integer(0, 5) }, () => record(random))],
          ['total', 1],
          ['debug', [{}]],
        ]),
      );
      const expected = style(JSON.parse(oracle(plan, JSON.stringify(document), isShown)));
      if (expected.includes('[]')) emptied += 1;
      for (const size of [random.integer(1, 9), random.integer(1, 200), Number.POSITIVE_INFINITY])
        expect(
          through(() => new JsonTransform(made), style(document), size, isShown),
          `round ${round} in ${size}`,
        ).toBe(expected);
    }
  }
  expect(emptied).toBeGreaterThan(40);
});

test('the last of lines and rows that are filtered ends like the others', () => {
  const plan = compiled([records('$', { id: pass }, { reads: ['show'] })]);
  for (const last of ['', '\n{"show": "no", "id": 9}', '\n{"show": "no", "id": 9}\n', '\n'])
    expect(through(() => new NdjsonTransform(plan), `{"id": 1, "show": "yes"}${last}`, 3, isShown)).toBe('{"id": 1}\n');
  for (const last of ['', '\r\nno,9', '\r\nno,9\r\n', '\r\n'])
    expect(through(() => new CsvTransform(plan), `show,id\r\nyes,1${last}`, 3, isShown)).toBe('id\r\n1\r\n');
});
