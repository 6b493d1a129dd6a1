import { expect, test } from 'vitest';
import type { TemporaryRelation } from '../../../src/enforce/rewrite/temporaries.js';
import { shopPolicyWithTemporary } from '../shop-policy.js';
import { plan, refusal } from '../small-view.js';

const mine: TemporaryRelation = { name: 'mine', columns: ['id'], typeOids: [], permit: 'now', holdsProtected: true };
const policy = shopPolicyWithTemporary();
const holding = (permit = 'now') => ({
  policy,
  session: { temporary: { known: new Map([['mine', mine]]), permit } },
});

test.each([
  ['ANALYZE mine', 'ANALYZE pg_temp.mine'],
  ['ANALYZE mine (id), pg_temp.mine', 'ANALYZE pg_temp.mine (id), pg_temp.mine'],
  ['VACUUM (ANALYZE) mine', 'VACUUM (ANALYZE) pg_temp.mine'],
  ['REINDEX TABLE mine', 'REINDEX TABLE pg_temp.mine'],
  ['CLUSTER mine', 'CLUSTER pg_temp.mine'],
  ['LOCK TABLE mine', 'LOCK TABLE pg_temp.mine'],
])('%s of one is for who has it', (sql, sent) => {
  const { text, isEarlier } = plan(sql, 'mailer', holding());
  expect(text.replaceAll('"', '')).toBe(sent);
  expect(isEarlier).toBe(true);
});

test.each([
  ['ANALYZE', /maintenance is not permitted/],
  ['ANALYZE mine, customers', /maintenance is not permitted/],
  ['ANALYZE customers', /maintenance is not permitted/],
  ['ANALYZE VERBOSE mine', /VERBOSE/],
  ['LOCK TABLE mine, customers', /keeps others out/],
  ['ANALYZE public.mine', /maintenance is not permitted/],
])('%s is not', (sql, why) => {
  expect(refusal(sql, 'mailer', holding())).toMatch(why);
});

test('one of another purpose is not named', () => {
  expect(refusal('ANALYZE mine', 'mailer', holding('later'))).toMatch(/made under another purpose/);
});
