import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDataMap, type FieldEntry } from '../../../src/datamap/index.js';
import type { Policy } from '../../../src/policy/index.js';
import { openShop, type Shop, type Visitor } from '../shop.js';
import { shopPolicy } from '../shop-policy.js';

/** The shop, whose storefront reads notes and tickets, and may write them; they are looked through. */
function scanning(): Policy {
  const policy = shopPolicy();
  const relations = policy.dataMap.relations.map((entry) => ({
    kind: 'relation' as const,
    ...entry,
    columns: new Map([
      ...entry.columns,
      ...(entry.relation.name === 'customers'
        ? [['notes', { category: 'user.content', lookup: 'none', scan: true }] as const]
        : []),
    ]),
  }));
  const field = (category: string, scan: boolean): FieldEntry => ({ category, lookup: 'none', scan });
  const texts = Array.from({ length: 100 }, (_, at) => [`t${at}`, field('user.content', true)] as const);
  const wide = {
    kind: 'relation' as const,
    store: 'shop',
    relation: { schema: 'public', name: 'wide' },
    subject: { kind: 'customer', column: 'id' },
    retain: null,
    columns: new Map([['id', field('user.unique_id', false)] as const, ...texts]),
  };
  return {
    ...policy,
    dataMap: buildDataMap([...relations, wide]).dataMap,
    rules: policy.rules.map((rule) =>
      rule.purpose === 'fulfilment' ? { ...rule, write: [...rule.write, 'user.content'] } : rule,
    ),
  };
}

let shop: Shop;
let storefront: Visitor;
beforeAll(async () => {
  shop = await openShop({ policy: scanning() });
  storefront = await shop.as('storefront');
  await shop.database.query(`
    UPDATE customers SET notes = 'ask jane@example.com' WHERE id = 1;
    UPDATE customers SET notes = 'ask joe@example.com' WHERE id = 2;
    UPDATE customers SET notes = 'call 0171 1234567' WHERE id = 3;
    UPDATE customers SET notes = 'rang twice' WHERE id = 4;
    UPDATE customers SET notes = NULL WHERE id > 4;`);
});
afterAll(async () => {
  await storefront.close();
  await shop.close();
});

const stored = async (id: number) =>
  (await shop.database.query('SELECT notes FROM customers WHERE id = $1', [id])).rows[0].notes;

test.each([
  [
    'SELECT notes FROM customers ORDER BY id LIMIT 5',
    ['ask [email]', 'ask [email]', 'call [phone]', 'rang twice', null],
  ],
  ["SELECT id FROM customers WHERE notes LIKE '%jane%'", []],
  ["SELECT id FROM customers WHERE notes ~ 'j' OR position('1' in notes) > 0", []],
  ["SELECT id FROM customers WHERE notes = 'ask jane@example.com'", []],
  ["SELECT id FROM customers WHERE notes = 'ask [email]' ORDER BY id", ['1', '2']],
  ['SELECT DISTINCT notes FROM customers WHERE id < 4 ORDER BY notes', ['ask [email]', 'call [phone]']],
  ['SELECT count(DISTINCT notes)::text FROM customers', ['3']],
  ['SELECT length(notes)::text FROM customers WHERE id = 1', ['11']],
  ['SELECT max(notes) FROM customers WHERE id < 3', ['ask [email]']],
  ['SELECT substr(notes, 5, 7) FROM customers WHERE id IN (1, 2)', ['[email]', '[email]']],
  ['SELECT id FROM customers WHERE id < 4 ORDER BY notes COLLATE "C", id', ['1', '2', '3']],
  ['SELECT a.id FROM customers a JOIN customers b ON a.notes = b.notes AND a.id < b.id', ['1']],
  ["SELECT (row_to_json(c)->>'notes') FROM customers c WHERE id = 1", ['ask [email]']],
])('%s', async (sql, expected) => {
  expect(await storefront.ask(sql)).toEqual(expected.map((value) => [value]));
});

test.each([1, 2])('what fails by what stands in a text fails by what is seen of it alone (%i)', async (id) => {
  const sql = "SELECT 1 / position('jane' in notes) FROM customers WHERE id = $1";
  await expect(storefront.ask(sql, [id])).rejects.toThrow('division by zero');
});

test('what is seen of a text in which something was found is not written back; a text that was left alone is', async () => {
  const save = (id: number, notes: string) =>
    storefront.ask('UPDATE customers SET notes = $1 WHERE id = $2', [notes, id]);
  await expect(save(1, 'ask [email]')).rejects.toThrow('damask: a mask is not written back');
  expect(await stored(1)).toBe('ask jane@example.com');
  await save(4, 'rang twice');
  await save(4, 'rang twice, ask jim@example.com');
  expect(await stored(4)).toBe('rang twice, ask jim@example.com');
  await save(4, 'rang twice');
});

test.each([
  ['UPDATE customers SET notes = name'],
  ['UPDATE customers SET name = notes'],
  ["UPDATE customers SET notes = notes || ' and more'"],
])('%s is refused: what was looked through is copied nowhere', async (sql) => {
  expect((await storefront.refusal(sql)).code).toBe('refused');
});

test('a relation of a hundred texts is read whole, and in a statement once', async () => {
  const texts = Array.from({ length: 100 }, (_, at) => `t${at} text`);
  await shop.database.query(`CREATE TABLE wide (id bigint, ${texts.join(', ')})`);
  await shop.database.query("INSERT INTO wide (id, t0, t99) VALUES (1, 'ask jane@example.com', 'rang 0171 1234567')");
  const [row] = await storefront.ask('SELECT * FROM wide');
  expect([row?.[1], row?.[100]]).toEqual(['ask [email]', 'rang [phone]']);
  expect(await storefront.ask('SELECT a.t0, b.t0 FROM wide a, wide b')).toEqual([['ask [email]', 'ask [email]']]);
  const { sqlstate, hint } = await storefront.refusal('SELECT a.* FROM wide a, wide b');
  expect([sqlstate, hint]).toEqual(['54001', expect.stringContaining('name the columns that are meant')]);
});
