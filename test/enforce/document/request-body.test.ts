import { expect, test } from 'vitest';
import { memberMask } from '../../../src/enforce/document/member-mask.js';
import { checkedBody } from '../../../src/enforce/document/request-body.js';
import { decisionOf, field, keys, mask, pass } from './resource.js';

const decision = decisionOf({
  fields: { 'user.contact': pass, 'user.unique_id': mask('hash_id') },
  write: ['user.contact', 'user.unique_id'],
});
const check = (body: string, type: string | undefined = 'application/json') =>
  checkedBody(decision, type, Buffer.from(body), keys).toString();

test('a body of writable fields goes on as it came', () => {
  const body = '{ "email" : "a@b.c", "address": {"city": "Rome"} }';
  expect(check(body)).toBe(body);
  expect(check(body, 'application/merge-patch+json; charset=UTF-8')).toBe(body);
  expect(check('{}')).toBe('{}');
});

test('a pseudonym goes out as what it stands for, and nothing else of the body changes', () => {
  const shown = memberMask({ name: 'hash_id', options: undefined }, null, keys)('7', 'number') as { number: string };
  expect(check(`{ "id" : ${shown.number}, "email": "a@b.c" }`)).toBe('{ "id" : 7, "email": "a@b.c" }');
});

test('a mask that is one-way is not written back, nor null in its place, at any depth', () => {
  const masked = decisionOf({
    fields: { 'user.contact.email': mask('email'), user: { kind: 'withhold' } },
    write: ['user.contact.email'],
  });
  const send = (body: string) => checkedBody(masked, 'application/json', Buffer.from(body), keys).toString();
  expect(send('{"email": "ada@example.com"}')).toBe('{"email": "ada@example.com"}');
  for (const body of [
    '{"email": "***@example.com"}',
    '{"email": null}',
    '{"email": ["***@x.example"]}',
    '{"em\\u0061il": "\\u002a**@x"}',
  ]) {
    expect(() => send(body), body).toThrow(
      expect.objectContaining({ code: 'refused', message: expect.stringContaining('`email`') }),
    );
  }
  expect(() => send('{"email": {"a": "x"}}')).toThrow(expect.objectContaining({ code: 'refused' }));
});

test('a document within a text is judged as one: what may not be written does not hide in it', () => {
  const entry = {
    fields: new Map([
      ['payload', field('user.content', { decode: 'json' })],
      ['payload.email', field('user.contact.email')],
      ['payload.ssn', field('user.government_id')],
    ]),
    subject: null,
  };
  const nested = decisionOf({ entry, fields: { user: pass }, write: ['user.content', 'user.contact'] });
  const send = (inner: string) =>
    checkedBody(nested, 'application/json', Buffer.from(JSON.stringify({ payload: inner })), keys).toString();
  expect(send('{"email": "a"}')).toBe('{"payload":"{\\"email\\": \\"a\\"}"}');
  for (const inner of ['{"email": "a", "ssn": "1"}', '{"email": "a", "role": "admin"}', '"x"']) {
    expect(() => send(inner), inner).toThrow(expect.objectContaining({ code: 'refused' }));
  }
  expect(() => send('{"email": "a"} x')).toThrow(expect.objectContaining({ code: 'unusable_body' }));
});

test('a form is written anew, so that nobody parts it elsewhere', () => {
  const form = decisionOf({
    entry: { body: 'form' },
    fields: { 'user.contact': pass, 'user.government_id': mask('last4') },
    write: ['user.contact'],
  });
  const send = (body: string, type = 'application/x-www-form-urlencoded') =>
    checkedBody(form, type, Buffer.from(body), keys).toString();
  expect(send('em%61il=a+b%40c;ssn=1', 'Application/X-WWW-Form-Urlencoded; charset=utf-8')).toBe(
    'email=a%20b%40c%3Bssn%3D1',
  );
  for (const body of ['email=a&ssn=1', 'email=a&role=admin', 'email[]=a', 'EMAIL=a', 'id=7', '=x']) {
    expect(() => send(body), body).toThrow(expect.objectContaining({ code: 'refused' }));
  }
  for (const body of ['email=%', 'email=%ff', 'email=a b', '{"email": "a"}']) {
    expect(() => send(body), body).toThrow(expect.objectContaining({ code: 'unusable_body' }));
  }
  for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain']) {
    expect(() => send('email=a', type), type).toThrow(expect.objectContaining({ code: 'unsupported_body' }));
  }
  expect(() => check('email=a', 'application/x-www-form-urlencoded')).toThrow(
    expect.objectContaining({ code: 'unsupported_body' }),
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
    expect(() => checkedBody(decision, type, Buffer.from('{}'), keys), type).toThrow(
      expect.objectContaining({ code: 'unsupported_body' }),
    );
  }
});

test('who may write nothing is told so', () => {
  expect(() => checkedBody(decisionOf({}), 'application/json', Buffer.from('{"email": "a"}'), keys)).toThrow(
    expect.objectContaining({ hint: 'no field of it may be written' }),
  );
});

test('names that are data and may not be written do not go along with the object around them', () => {
  const entry = {
    subject: null,
    fields: new Map([
      ['a', field('user.content')],
      ['a.by', field('user.contact.email', { keys: true })],
    ]),
  };
  const send = (write: readonly string[], body: string) =>
    checkedBody(
      decisionOf({ entry, fields: { 'user.content': pass, 'user.contact.email': pass }, write }),
      'application/json',
      Buffer.from(body),
      keys,
    ).toString();
  const body = '{"a": {"by": {"ada@example.com": 1}, "of": "x"}}';
  expect(send(['user.content', 'user.contact'], body)).toBe(body);
  expect(() => send(['user.content'], body)).toThrow(
    expect.objectContaining({ code: 'refused', message: 'names of `a.by` may not be written for this purpose' }),
  );
  expect(send(['user.content'], '{"a": {"of": "x"}}')).toBe('{"a": {"of": "x"}}');
});
