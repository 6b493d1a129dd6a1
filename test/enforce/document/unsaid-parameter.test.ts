import { expect, test } from 'vitest';
import { checkSpeaks, checkUnsaid } from '../../../src/enforce/document/unsaid-parameter.js';
import { decisionOf, pass } from './resource.js';

// `email` is a field that may not be read here.
const decision = decisionOf({ fields: { 'user.unique_id': pass, 'user.contact.address': pass } });
const check = (name: string, value: string) => checkUnsaid({ name, field: null, values: null }, value, decision);
const refused = expect.objectContaining({ code: 'refused', hint: expect.stringContaining('`field`') });

test('a name or value that speaks of what may not be read is refused', () => {
  for (const [name, value] of [
    ['email_like', 'a'],
    ['filter[email]', 'a'],
    ['q', 'email:a'],
    ['sort', '-email'],
    ['filter', '{"email": 1}'],
  ] as const)
    expect(() => check(name, value), `${name}=${value}`).toThrow(refused);
  expect(() => checkSpeaks('by', 'email', decision)).toThrow(refused);
  expect(() => checkSpeaks('by', 'city', decision)).not.toThrow();
});

test('what sorts or filters by its value names declared fields alone', () => {
  for (const value of ['newest', '1', 'city,newest']) expect(() => check('order_by', value)).toThrow(refused);
  for (const value of ['', 'city', '-id', 'city:desc,id asc']) expect(() => check('order_by', value)).not.toThrow();
  for (const value of ['newest eq 1', '{"newest": 1}']) expect(() => check('where', value)).toThrow(refused);
  for (const value of ["city eq 'newest'", '{"city": "newest"}', 'id gt 7'])
    expect(() => check('where', value)).not.toThrow();
  expect(() => check('q', 'newest')).not.toThrow();
});
