import { expect, test } from 'vitest';
import { isWritten, writePlan } from '../../../src/enforce/document/write-plan.js';
import { decisionOf, field, keys, mask, pass } from './resource.js';

const kinds = (tested: Parameters<typeof decisionOf>[0]) =>
  writePlan(decisionOf(tested), keys).records[0]?.fields.map(({ path, treatment }) => [path.source, treatment.kind]);

test('what may be written passes where it is seen as it is, and is judged value by value where it is not', () => {
  expect(
    kinds({
      fields: { 'user.contact': pass, 'user.unique_id': mask('hash_id') },
      write: ['user.contact.email', 'user.unique_id'],
    }),
  ).toEqual([
    ['id', 'mask'],
    ['email', 'pass'],
    ['address.city', 'withhold'],
  ]);
});

test('a withheld field that `write` names may be written, but for null', () => {
  const decision = decisionOf({
    fields: { 'user.contact.email': { kind: 'withhold' } },
    write: ['user.contact.email'],
  });
  const email = writePlan(decision, keys).records[0]?.fields.find(({ path }) => path.source === 'email')?.treatment;
  if (email?.kind !== 'mask') throw new Error('judged value by value');
  expect(email.mask('ada@example.com', 'string')).toBe('ada@example.com');
  expect(email.mask('7', 'number')).toEqual({ number: '7' });
  expect(email.mask('false', 'boolean')).toBe(false);
  expect(email.onNull).toThrow('is not written back');
});

test('free text that is looked through may be null, and holds no label', () => {
  const entry = { fields: new Map([['notes', field('user.content', { scan: true })]]), subject: null };
  const decision = decisionOf({ entry, fields: { 'user.content': pass }, write: ['user.content'] });
  const notes = writePlan(decision, keys).records[0]?.fields[0]?.treatment;
  if (notes?.kind !== 'mask') throw new Error('judged value by value');
  expect(notes.mask('rang twice', 'string')).toBe('rang twice');
  expect(() => notes.mask('ask [email]', 'string')).toThrow('is not written back');
  expect(() => notes.mask('[number]', 'string')).toThrow('is not written back');
  expect(notes.mask('7', 'number')).toEqual({ number: '7' });
  expect(notes.onNull).toBeUndefined();
});

test('where only some records may be seen, the body does not say whose record it is', () => {
  const tested = { fields: { user: pass }, write: ['user'], rows: "address.city <> 'Rome'" };
  expect(isWritten(decisionOf(tested), 'id')).toBe(false);
  expect(isWritten(decisionOf(tested), 'email')).toBe(true);
  expect(isWritten(decisionOf({ fields: { user: pass }, write: ['user'] }), 'id')).toBe(true);
});

test('member names that are data are written where they are seen as they are', () => {
  const entry = {
    fields: new Map([
      ['$', field('user.contact.email', { keys: true })],
      ['*.id', field('user.unique_id')],
    ]),
    subject: null,
  };
  const keysOf = (treatment: typeof pass | ReturnType<typeof mask>) =>
    writePlan(decisionOf({ entry, fields: { 'user.contact.email': treatment }, write: ['user.contact.email'] }), keys)
      .records[0]?.keys;
  expect(keysOf(pass)).toMatchObject([{ names: 'pass' }]);
  const [masked] = keysOf(mask('email')) ?? [];
  expect(() => typeof masked?.names === 'function' && masked.names('ada@example.com')).toThrow('may not be written');
});
