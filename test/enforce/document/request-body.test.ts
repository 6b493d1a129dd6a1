import { expect, test } from 'vitest';
import { checkedBody } from '../../../src/enforce/document/request-body.js';
import { decisionOf, mask, pass } from './resource.js';

const decision = decisionOf({
  fields: { 'user.contact': pass, 'user.unique_id': mask('hash_id') },
  write: ['user.contact', 'user.unique_id'],
});
const check = (body: string, type: string | undefined = 'application/json') =>
  checkedBody(decision, type, Buffer.from(body)).toString();

test('a body of writable fields goes on as it came', () => {
  const body = '{ "email" : "a@b.c", "address": {"city": "Rome"} }';
  expect(check(body)).toBe(body);
  expect(check(body, 'application/merge-patch+json; charset=UTF-8')).toBe(body);
  expect(check('{}')).toBe('{}');
});

test('what is seen masked may not be written back, though `write` names it', () => {
  expect(() => check('{"id": 7}')).toThrow(
    expect.objectContaining({ code: 'refused', message: expect.stringContaining('`id`') }),
  );
});

test('members that nobody declared are refused, and what is no document', () => {
  expect(() => check('{"email": "a", "role": "admin"}')).toThrow(
    expect.objectContaining({ code: 'refused', hint: expect.stringContaining('`email`') }),
  );
  for (const body of ['', '{', '{"email": "a", "email": "b"}', '{"email": 1} 2'])
    expect(() => check(body), body).toThrow(expect.objectContaining({ code: 'unusable_body' }));
});

test('only JSON in UTF-8 is read', () => {
  for (const type of [undefined, 'text/plain', 'application/json; charset=latin1', 'broken']) {
    expect(() => checkedBody(decision, type, Buffer.from('{}')), type).toThrow(
      expect.objectContaining({ code: 'unsupported_body' }),
    );
  }
});

test('who may write nothing is told so', () => {
  expect(() => checkedBody(decisionOf({}), 'application/json', Buffer.from('{"email": "a"}'))).toThrow(
    expect.objectContaining({ hint: 'no field of it may be written' }),
  );
});
