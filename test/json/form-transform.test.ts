import { expect, test } from 'vitest';
import { FormTransform } from '../../src/json/index.js';
import { compiled, pass, records, stars, throughAll } from './through.js';

const plan = compiled([records('$', { id: pass, '"user[name]"': stars, note: pass })]);
const make = () => new FormTransform(plan);

test('parts are written anew, every part of a masked name is masked, and others are left out', () => {
  expect(throughAll(make, 'id=1&user%5Bname%5D=Ada&ssn=078&n%6fte=a+b%20c;ssn=1&user[name]=%C3%84&id=2&note')).toBe(
    'id=1&user%5Bname%5D=***&note=a%20b%20c%3Bssn%3D1&user%5Bname%5D=*&id=2&note=',
  );
  expect(throughAll(make, '')).toBe('');
});

test('what is not URL-encoded ends the body', () => {
  for (const bad of ['id=%', 'id=%ff', 'id=a b', 'id=\u00e9'])
    expect(() => throughAll(make, bad)).toThrow('URL-encoded');
});

test('the form is a record that may be dropped', () => {
  const filtered = compiled([records('$', { note: pass }, { reads: ['id'] })]);
  const out = (keep: boolean) =>
    throughAll(
      () => new FormTransform(filtered),
      'note=x&id=7',
      ([id]) => keep && id === '7',
    );
  expect(out(true)).toBe('note=x');
  expect(out(false)).toBe('');
  expect(() => throughAll(() => new FormTransform(filtered), 'id=7&id=8')).toThrow('twice');
});
