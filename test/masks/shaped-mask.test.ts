import { expect, test } from 'vitest';
import { InvariantError } from '../../src/base/index.js';
import { shapeOf } from '../../src/masks/column-shape.js';
import { readText, storeText, textMask } from '../../src/masks/shaped-mask.js';
import { keys, typed } from './masked.js';

const upper = textMask({
  name: 'upper',
  sql: (text) => `pg_catalog.upper(${text})`,
  apply: (text) => text.toUpperCase(),
});
const shape = (declared: string) => {
  const found = shapeOf(typed(declared));
  if (found === null) throw new Error(declared);
  return found;
};

test('the result has the type of the column', () => {
  expect(upper.sql('c.x', typed('character varying(5)'), keys)).toBe(
    'CAST(pg_catalog.upper(CAST(c.x AS pg_catalog.text)) AS pg_catalog.varchar(5))',
  );
  expect(upper).toMatchObject({ keyed: false, injective: false });
});

test('a type that a mask does not take is a fault', () => {
  for (const type of [typed('integer'), { typname: 'mood', declared: 'app.mood' }]) {
    expect(upper.takes(type)).toBe(false);
    expect(() => upper.sql('c.x', type, keys)).toThrow(InvariantError);
    expect(() => upper.apply('x', type, keys)).toThrow(InvariantError);
  }
});

test('a char(n) is read without its padding and stored with it', () => {
  expect(readText('ab   ', shape('character(5)'))).toBe('ab');
  expect(readText('ab   ', shape('text'))).toBe('ab   ');
  expect(storeText('ab', shape('character(5)'))).toBe('ab   ');
});

test('a text is cut to what its type holds', () => {
  expect(storeText('😀😁😂', shape('character varying(2)'))).toBe('😀😁');
  expect(storeText('é'.repeat(40), shape('name'))).toBe('é'.repeat(31));
});
