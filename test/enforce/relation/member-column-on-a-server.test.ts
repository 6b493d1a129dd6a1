import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataMap } from '../../../src/datamap/index.js';
import type { Policy } from '../../../src/policy/index.js';
import { openShop, type Shop, shopPolicy, type Visitor } from '../shop.js';

let shop: Shop;
const visitors: Visitor[] = [];

/** The shop's policy with one relation more. */
function withColumns(columns: Readonly<Record<string, string>>): Policy {
  const policy = shopPolicy();
  const [customers] = policy.dataMap.relations;
  if (customers === undefined) throw new Error('the shop has customers');
  const entry = {
    ...customers,
    relation: { schema: 'public', name: 'profiles' },
    columns: new Map(
      Object.entries({ id: 'user.unique_id', ...columns }).map(([key, category]) => [
        key,
        { category, lookup: 'none' as const, scan: false },
      ]),
    ),
  };
  const dataMap: DataMap = { ...policy.dataMap, relations: [...policy.dataMap.relations, entry] };
  return { ...policy, dataMap };
}

async function as(principal: string, columns: Readonly<Record<string, string>>): Promise<Visitor> {
  shop.reload(withColumns(columns));
  const visitor = await shop.as(principal);
  visitors.push(visitor);
  return visitor;
}

beforeAll(async () => {
  shop = await openShop();
  await shop.database.query(`
    CREATE DOMAIN dossier AS jsonb;
    CREATE TABLE profiles (id bigint PRIMARY KEY, profile jsonb, raw json, kept dossier, "odd.name" text, words text);
    INSERT INTO profiles VALUES (1, '{"email": "a@b.c", "name": "Ada", "ssn": "secret"}', '{"email": "lost", "email": "a@b.c", "ssn": "secret"}',
      '{"email": "d@e.f", "ssn": "secret"}', 'odd', '{"email": "w"}'), (2, NULL, NULL, NULL, NULL, NULL), (4, 'null', 'null', '"secret"', '', '');
  `);
});
afterAll(async () => {
  for (const visitor of visitors) await visitor.close();
  await shop?.close();
});

const members = {
  'profile.email': 'user.contact.email',
  'profile.name': 'user.name',
  'profile.ssn': 'user.government_id',
};

test('members are as their categories say, NULL stays, and the rest is left out', async () => {
  const mailer = await as('mailer', members);
  expect(await mailer.ask('SELECT profile FROM profiles WHERE id = 1')).toEqual([['{"name": "A.", "email": "a@b.c"}']]);
  expect(await mailer.ask("SELECT id FROM profiles WHERE profile ->> 'name' = 'A.'")).toEqual([['1']]);
  expect(
    await mailer.ask("SELECT id FROM profiles WHERE profile ->> 'name' = 'Ada' OR profile ->> 'ssn' IS NOT NULL"),
  ).toEqual([]);
  expect(await mailer.ask('SELECT profile FROM profiles WHERE id = 2')).toEqual([[null]]);
});

test('a json, whose last member of a name counts, and a domain over jsonb', async () => {
  const mailer = await as('mailer', { 'raw.email': 'user.contact.email', 'kept.email': 'user.contact.email' });
  expect(await mailer.ask('SELECT raw, kept, pg_typeof(raw) FROM profiles WHERE id = 1')).toEqual([
    ['{"email": "a@b.c"}', '{"email": "d@e.f"}', 'json'],
  ]);
});

test.each([
  ['"\\ud83d\\ude00"', '"😀"'],
  ['"\\\\ud83d\\\\u0000"', '"\\\\ud83d\\\\u0000"'],
  ['"\\u0000"', null],
  ['"\\ud83d"', null],
  ['"\\\\\\ud83d\\\\\\ude00"', null],
  ['"\\\\ud83d\\ude00"', null],
  ['1e1000', null],
  ['1e-99999999', null],
  ['1e131071', null],
  [`1${'0'.repeat(200)}`, `1${'0'.repeat(200)}`],
  [`[${'1'.repeat(140_000)}]`, null],
  [`0.${'1'.repeat(20_000)}`, null],
])('a json that jsonb may have no place for raises nothing: %.30s', async (value, shown) => {
  const mailer = await as('mailer', { 'raw.email': 'user.contact.email' });
  await shop.database.query('INSERT INTO profiles (id, raw) VALUES (5, $1)', [`{"email": ${value}, "x": "secret"}`]);
  try {
    await shop.database.query("INSERT INTO consent VALUES (5, 'marketing', 'given', NULL) ON CONFLICT DO NOTHING");
    const expected = shown === null ? null : `{"email": ${shown}}`;
    expect(await mailer.ask('SELECT raw FROM profiles WHERE id = 5')).toEqual([[expected]]);
  } finally {
    await shop.database.query('DELETE FROM profiles WHERE id = 5');
  }
});

test('the column’s own category stands for what is not declared; the stricter of the two holds', async () => {
  const own = (category: string) => ({
    profile: category,
    'profile.ssn': 'user.government_id',
    'profile.name': 'user.name',
  });
  const passing = await as('mailer', own('user.contact.email'));
  expect(await passing.ask('SELECT profile FROM profiles WHERE id = 1')).toEqual([
    ['{"name": "A.", "email": "a@b.c"}'],
  ]);
  const withheld = await as('mailer', { ...own('user.government_id'), 'profile.email': 'user.contact.email' });
  expect(await withheld.ask('SELECT profile FROM profiles WHERE id = 1')).toEqual([[null]]);
});

test('a column with a dot is quoted in a key or named as it is', async () => {
  expect(
    await (await as('mailer', { 'odd.name': 'system' })).ask('SELECT "odd.name" FROM profiles WHERE id = 1'),
  ).toEqual([['odd']]);
  expect(
    await (await as('mailer', { '"odd.name"': 'system' })).ask('SELECT "odd.name" FROM profiles WHERE id = 1'),
  ).toEqual([['odd']]);
  expect(
    await (await as('mailer', { 'odd.name': 'system', '"odd.name"': 'system' })).ask(
      'SELECT "odd.name" FROM profiles WHERE id = 1',
    ),
  ).toEqual([[null]]);
});

test('a column that is no json is withheld when members of it are declared', async () => {
  const mailer = await as('mailer', {
    words: 'system',
    'words.email': 'user.contact.email',
    'profile..email': 'user.contact.email',
  });
  expect(await mailer.ask('SELECT words, profile FROM profiles WHERE id = 1')).toEqual([[null, null]]);
});

test('a column may be written where all of it may be, and is seen as it is', async () => {
  const all = await as('storefront', { profile: 'user.contact', 'profile.email': 'user.contact.email' });
  expect(await all.ask(`UPDATE profiles SET profile = '{"email": "new"}' WHERE id = 4 RETURNING profile`)).toEqual([
    ['{"email": "new"}'],
  ]);
  const noOwn = await as('storefront', { 'profile.email': 'user.contact.email' });
  expect((await noOwn.refusal("UPDATE profiles SET profile = '{}' WHERE id = 4")).message).toContain(
    'may not be written',
  );
  const masked = await as('storefront', { profile: 'user.contact', 'profile.ssn': 'user.government_id' });
  expect((await masked.refusal("UPDATE profiles SET profile = '{}' WHERE id = 4")).message).toContain(
    'may not be written',
  );
  const unwritable = await as('storefront', { profile: 'user.contact', 'profile.note': 'user.content' });
  expect((await unwritable.refusal("UPDATE profiles SET profile = '{}' WHERE id = 4")).message).toContain(
    'may not be written',
  );
});

test('a column with members is copied into no other, even where both are seen as they are', async () => {
  const all = await as('storefront', {
    profile: 'user.contact',
    'profile.email': 'user.contact.email',
    kept: 'user.contact',
    'kept.email': 'user.contact.email',
  });
  expect((await all.refusal('UPDATE profiles SET kept = profile WHERE id = 4')).message).toContain('may not be copied');
});
