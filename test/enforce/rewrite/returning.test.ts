import { expect, test } from 'vitest';
import { plan, refusal } from '../small-view.js';

const returning = (sql: string) =>
  (/RETURNING (.*)$/s.exec(plan(sql, 'storefront').text)?.[1] ?? '').replaceAll('"', '');

test('a masked column is its mask, under its own name', () => {
  expect(returning("UPDATE customers SET city = 'x' RETURNING id, ssn")).toMatch(/^id, \(.*\) AS ssn$/s);
});

test('a star is written out, masks in their places', () => {
  const list = returning("UPDATE customers c SET city = 'x' RETURNING *");
  expect(list).toMatch(/^c\.id AS id, c\.name AS name, c\.email AS email, \(.*\) AS ssn, /s);
  expect(
    returning("UPDATE customers c SET city = 'x' FROM products p WHERE p.sku = c.city RETURNING p.*, c.*"),
  ).toMatch(/^p\.\*, c\.id AS id/);
});

test('the row before and after is masked alike', () => {
  expect(returning("UPDATE customers SET city = 'x' RETURNING old.ssn, new.city")).toMatch(
    /old\.ssn.* AS ssn, new\.city$/s,
  );
  expect(returning("UPDATE customers SET city = 'x' RETURNING WITH (OLD AS b) b.ssn")).toMatch(/b\.ssn.* AS ssn$/s);
});

test('what the client wrote around masks stays as it was', () => {
  const { text, trace } = plan(
    "UPDATE customers SET city = 'x' /* so */ RETURNING id, ssn, lower( ssn ) , customers . ssn",
    'storefront',
  );
  expect(trace).not.toBe(null);
  expect(text).toMatch(
    /SET city = 'x' \/\* so \*\/ RETURNING id, \(CAST.*\) AS "ssn", lower\( \(CAST.*\) \) , \(CAST.*\) AS "ssn"$/s,
  );
});

test('what nobody protects is returned as it is', () => {
  expect(returning("INSERT INTO products (sku) VALUES ('x') RETURNING *")).toBe('*');
});

test('a whole row of what is written is refused', () => {
  for (const sql of [
    'RETURNING c',
    'RETURNING c::text',
    'RETURNING to_jsonb(c)',
    'RETURNING ROW(c.*)',
    'RETURNING (c).ssn',
    'RETURNING to_jsonb(old)',
  ]) {
    expect(refusal(`UPDATE customers c SET city = 'x' ${sql}`, 'storefront')).toMatch(/^42501/);
  }
});

test('a star over a join by names is written out by its client', () => {
  const sql = (join: string) =>
    `UPDATE customers SET city = 'x' FROM products a ${join} products b USING (sku) RETURNING *`;
  expect(refusal(sql('JOIN'), 'storefront')).toMatch(/^42501 RETURNING \* with a join by USING or NATURAL/);
  expect(refusal(sql('JOIN').replace('*', 'customers.*'), 'storefront')).toMatch(/^admitted/);
});
