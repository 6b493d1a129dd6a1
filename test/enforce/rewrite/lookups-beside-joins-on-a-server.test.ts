import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { lookingUp } from './looking-up.js';

let counted = 0;
let shop: Shop;
let visitor: Visitor;
beforeAll(async () => {
  const observer = {
    planCache: () => {},
    fields: () => {},
    lookups: (_: string, __: string, count: number) => {
      counted += count;
    },
  };
  shop = await openShop({ policy: lookingUp(1_000_000), options: { observer } });
  visitor = await shop.as('mailer');
  const seen = (await visitor.ask('SELECT id FROM customers')).flat().join(', ');
  const orders = (await visitor.ask('SELECT id FROM orders')).flat().join(', ');
  await shop.database.query(`
    CREATE SCHEMA seen;
    CREATE VIEW seen.customers AS SELECT id, 'N.' AS name, name AS true_name FROM public.customers WHERE id IN (${seen});
    CREATE VIEW seen.orders AS SELECT id, customer_id FROM public.orders WHERE id IN (${orders})`);
});
afterAll(async () => {
  await visitor.close();
  await shop.close();
});

let seed = 7;
function below(count: number): number {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return (seed >>> 8) % count;
}
const oneOf = <T>(all: readonly T[]): T => all[below(all.length)] as T;

/** A term, for which a place is kept where the column's name stands: `#` is the gateway's. */
function term(alias: string): string {
  const value = () => `'${oneOf(['Name 4', 'Name 1', 'Name 7', 'SECRET-3', 'N.', 'Name 9'])}'`;
  return oneOf([
    `${alias}.# = ${value()}`,
    `${value()} = ${alias}.#`,
    `${alias}.# IN (${value()}, ${value()})`,
    `${alias}.# = NULL`,
  ]);
}

function generate(): string {
  let names = 0;
  const people: string[] = [];
  const tree = (depth: number): { text: string; ids: string[]; people: string[] } => {
    if (depth === 0 || below(4) === 0) {
      names += 1;
      const name = `t${names}`;
      const isPerson = below(2) === 0;
      if (isPerson) people.push(name);
      const text = isPerson ? `@customers ${name}` : `@orders ${name}`;
      return { text, ids: [isPerson ? `${name}.id` : `${name}.customer_id`], people: isPerson ? [name] : [] };
    }
    const [left, right] = [tree(depth - 1), tree(depth - 1)];
    const here = [...left.people, ...right.people];
    const conditions = [`${oneOf(left.ids)} = ${oneOf(right.ids)}`];
    const kind = oneOf(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'LEFT JOIN', 'RIGHT JOIN']);
    if (here.length > 0 && kind !== 'FULL JOIN' && below(3) === 0) conditions.push(term(oneOf(here)));
    return {
      text: `(${left.text} ${kind} ${right.text} ON ${conditions.join(' AND ')})`,
      ids: [...left.ids, ...right.ids],
      people: here,
    };
  };
  const whole = tree(2);
  const where = people.length > 0 && below(4) > 0 ? [term(oneOf(people))] : [];
  if (below(3) === 0) where.push(`${oneOf(whole.ids)} ${oneOf(['IS NULL', 'IS NOT NULL', '< 6'])}`);
  const columns = [...whole.ids, ...people.map((name) => `${name}.name`)];
  return `SELECT ${columns.join(', ')} FROM ${whole.text}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`} LIMIT 5000`;
}

const sorted = (rows: readonly unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();

test('whatever the joins, the rows are those of the true value compared, or of the mask', async () => {
  let told = 0;
  let total = 0;
  for (let at = 0; at < 400; at += 1) {
    const written = generate();
    counted = 0;
    const sql = written.replaceAll('@', 'public.');
    const rows = sorted(await visitor.ask(sql.replaceAll('#', 'name')));
    const places = written.split('#');
    const lists = places.slice(1).map((rest) => (/^ IN /.test(rest) ? 2 : 1));
    const expected: string[][] = [];
    for (let which = 0; which < 2 ** lists.length; which += 1) {
      const isTrue = (index: number) => (which & (1 << index)) !== 0;
      if (lists.reduce((sum, count, index) => sum + (isTrue(index) ? count : 0), 0) !== counted) continue;
      const text = places.reduce(
        (sql, place, index) => `${sql}${index === 0 ? '' : isTrue(index - 1) ? 'true_name' : 'name'}${place}`,
        '',
      );
      const { rows: found } = await shop.database.query(
        text.replaceAll('@', 'seen.').replace('SELECT ', 'SELECT jsonb_build_array(').replace(' FROM', ') AS r FROM'),
      );
      expected.push(
        sorted(found.map(({ r }: { r: unknown[] }) => r.map((value) => (value === null ? null : String(value))))),
      );
    }
    expect.soft(expected, written).toContainEqual(rows);
    if (counted > 0) told += 1;
    total += 1;
  }
  expect(told).toBeGreaterThan(100);
  expect(total).toBe(400);
}, 240_000);

test.each([
  "SELECT 1 FROM customers c JOIN customers d ON true WHERE name = 'Name 4'",
  "SELECT 1 FROM customers c LEFT JOIN customers d ON true WHERE name = 'Name 4'",
  "SELECT 1 FROM customers c JOIN customers d ON name = 'Name 4'",
])('what PostgreSQL finds ambiguous stays so: %s', async (sql) => {
  await expect(visitor.ask(sql)).rejects.toMatchObject({ code: '42702' });
});
