import { expect, test } from 'vitest';
import type { TemporaryRelation } from '../../../src/enforce/rewrite/temporaries.js';
import { shopPolicyWithTemporary } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

const policy = shopPolicyWithTemporary();
const mine: TemporaryRelation = {
  name: 'mine',
  columns: ['id', 'said'],
  typeOids: [],
  permit: 'now',
  holdsProtected: true,
};
const session = (permit = 'now') => ({
  policy,
  session: { temporary: { known: new Map([['mine', mine]]), permit } },
});
const sent = (sql: string) => plan(sql, 'storefront', session()).text.replaceAll('"', '');
const columns = (sql: string) =>
  plan(sql, 'storefront', session()).effects.map((effect) =>
    effect.kind === 'temporary' ? [effect.relation.columns.join(), effect.relation.holdsProtected] : effect.kind,
  );

test.each([
  ['ALTER TABLE mine ADD COLUMN IF NOT EXISTS at timestamptz DEFAULT now()', [['id,said,at', true]]],
  ['ALTER TABLE mine ADD said text', []],
  ['ALTER TABLE mine DROP COLUMN said, ADD more text', [['id,more', true]]],
  ['ALTER TABLE mine ALTER COLUMN id TYPE text USING lower(said)', []],
  ['ALTER TABLE mine ALTER COLUMN id SET DEFAULT 3, ALTER COLUMN id DROP NOT NULL', []],
  ['ALTER TABLE mine ADD CHECK (length(said) < 9), DROP CONSTRAINT x', []],
  ['ALTER TABLE mine RENAME COLUMN said TO told', [['id,told', true]]],
  ['CREATE INDEX by_said ON mine USING btree (lower(said)) WHERE id IS NOT NULL', []],
])('%s', (sql, changed) => {
  expect(sent(sql)).toBe(sql.replace(' mine ', ' pg_temp.mine '));
  expect(columns(sql)).toEqual(changed);
});

test.each([
  ['ALTER TABLE mine ADD leak text', /may not be called `leak`/],
  ['ALTER TABLE mine RENAME COLUMN said TO leak', /may not be called `leak`/],
  ['ALTER TABLE mine RENAME TO yours', /keeps its name/],
  ['ALTER TABLE mine ALTER COLUMN id TYPE text USING leak(1)', /not listed/],
  ['ALTER TABLE mine ALTER COLUMN id SET DEFAULT leak(1)', /not listed/],
  ['ALTER TABLE mine ADD FOREIGN KEY (id) REFERENCES customers', /of this kind/],
  ['ALTER TABLE mine ADD CONSTRAINT customers UNIQUE (id)', /the name of something else/],
  ['ALTER TABLE mine INHERIT customers', /not handled for temporary tables/],
  ['ALTER TABLE mine OWNER TO somebody', /not handled for temporary tables/],
  ['CREATE INDEX customers ON mine (id)', /the name of something else/],
  ['CREATE INDEX ON mine (leak(1))', /not listed/],
  ['ALTER TABLE products ADD x int', /definitions .* are not permitted/],
])('%s is refused', (sql, why) => {
  expect(refusal(sql, 'storefront', session())).toMatch(why);
});

test('under another purpose nothing of it is changed', () => {
  for (const sql of ['ALTER TABLE mine ADD x int', 'ALTER TABLE mine RENAME id TO x', 'CREATE INDEX ON mine (id)'])
    expect(refusal(sql, 'storefront', session('later'))).toMatch(/made under another purpose/);
});
