import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookingUp } from './rewrite/looking-up.js';
import { openShop, type Shop, type Visitor } from './shop.js';

let shop: Shop;
let analyst: Visitor;
const counted: number[] = [];
beforeAll(async () => {
  shop = await openShop({
    policy: lookingUp(20_000),
    options: {
      observer: { planCache: () => {}, fields: () => {}, lookups: (_store, _purpose, count) => counted.push(count) },
    },
  });
  analyst = await shop.as('analyst', 'analytics');
});
afterAll(async () => {
  await analyst.close();
  await shop.close();
});

const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));
const quoted = (values: readonly string[]) => values.map((value) => `'${value}'`);
const parameters = (values: readonly string[]) => values.map((_, at) => `$${at + 1}`);

describe('rows are found by thousands of pseudonyms', () => {
  test.each([
    ['constants', (values: readonly string[]) => values, ''],
    ['constants beside what could fail', (values: readonly string[]) => values, ' AND 1 / length(city) > -5'],
    ['parameters', parameters, ''],
    ['parameters beside what could fail', parameters, ' AND 1 / length(city) > -5'],
    ['parameters with casts', (values: readonly string[]) => parameters(values).map((value) => `${value}::bigint`), ''],
  ])('%s', async (_, written, more) => {
    const ids = (await analyst.ask('SELECT id FROM customers ORDER BY id')).map(([id]) => String(id));
    const sought = [...ids.slice(0, 3), ...numbers(6_000)];
    for (const [not, expected] of [
      ['', ids.slice(0, 3)],
      ['NOT ', ids.slice(3)],
    ] as const) {
      const list = written(sought);
      const values = list[0]?.startsWith('$') ? sought : [];
      const rows = await analyst.ask(`SELECT id FROM customers WHERE id ${not}IN (${list})${more} ORDER BY id`, [
        ...values,
      ]);
      expect(rows.map(([id]) => id)).toEqual(expected);
    }
  });
});

describe('each of thousands of values that are looked up counts', () => {
  const sought = [...numbers(6_000).map((at) => `Nobody ${at}`), 'Name 4', 'Name 7', 'SECRET-3'];

  test.each([
    ['constants', quoted, ''],
    ['constants beside what could fail', quoted, ' AND 1 / (id - 3) > -5'],
    ['parameters', parameters, ''],
  ])('%s', async (_, written, more) => {
    const mailer = await shop.as('mailer');
    counted.length = 0;
    const list = written(sought);
    const values = list[0] === '$1' ? sought : [];
    const sql = `SELECT id, name FROM customers WHERE name IN (${list})${more} AND id NOT IN (2, 3) ORDER BY id`;
    expect(await mailer.ask(sql, [...values])).toEqual([
      ['4', 'N.'],
      ['7', 'N.'],
    ]);
    expect(counted).toEqual([sought.length]);
    await mailer.close();
  });

  test('and not more than may be, in a minute', async () => {
    shop.reload(lookingUp(6_000));
    const mailer = await shop.as('mailer');
    const sql = `SELECT id FROM customers WHERE name IN (${quoted(sought)})`;
    expect(await mailer.refusal(sql)).toMatchObject({ sqlstate: '53400' });
    await mailer.close();
  });
});
