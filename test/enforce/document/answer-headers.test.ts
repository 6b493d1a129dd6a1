import { expect, test } from 'vitest';
import { answerHeaders, isOwnHeader } from '../../../src/enforce/document/answer-headers.js';
import { decisionOf, field, mask, pass } from './resource.js';

const decision = decisionOf({
  entry: {
    headers: new Map([
      ['x-total', field('system.operations')],
      ['x-owner', field('user.name')],
      ['x-mail', field('user.contact.email')],
      ['etag', field('system.operations')],
    ]),
  },
  fields: { system: pass, 'user.name': mask('initial') },
});

test('a header is passed on when it is declared and may be read as it is', () => {
  const given = { 'x-total': '3', 'x-owner': 'Ada', 'x-mail': 'a@b', etag: '"x"', 'x-other': 'y', 'retry-after': '5' };
  expect(answerHeaders(decision, given)).toEqual([
    ['retry-after', '5'],
    ['x-total', '3'],
  ]);
});

test('one that is there twice, too long, or more than visible ASCII is not', () => {
  for (const value of [['1', '2'], 'a\u0001', 'é', 'a'.repeat(2_000), undefined])
    expect(answerHeaders(decision, { 'x-total': value })).toEqual([]);
  expect(answerHeaders(decision, Object.create({ 'x-total': '3' }))).toEqual([]);
  expect(answerHeaders(decision, { 'retry-after': 'tomorrow' })).toEqual([]);
});

test('those of the connection and of caches are the gateway’s own', () => {
  for (const name of ['etag', 'set-cookie', 'location', 'content-length', 'transfer-encoding', 'cache-control'])
    expect(isOwnHeader(name), name).toBe(true);
  expect(isOwnHeader('x-total')).toBe(false);
});

test('how many records there are is not told where some may not be seen', () => {
  const hiding = decisionOf({
    entry: { headers: new Map([['x-total', field('system.operations')]]) },
    fields: { system: pass },
    rows: "address.city <> 'Rome'",
  });
  expect(answerHeaders(hiding, { 'x-total': '3' })).toEqual([]);
  expect(answerHeaders(hiding, { 'x-total': 'many' })).toEqual([['x-total', 'many']]);
});

test('what names somebody is not passed on under a category that tells of nobody', () => {
  const open = decisionOf({
    entry: {
      headers: new Map([
        ['x-debug', field('system.operations')],
        ['server-timing', field('system.operations')],
        ['x-mail', field('user.contact.email')],
      ]),
    },
    fields: { system: pass, 'user.contact': pass },
  });
  expect(
    answerHeaders(open, { 'x-debug': 'user=jane@example.com', 'server-timing': 'db;dur=5', 'x-mail': 'a@b.cc' }),
  ).toEqual([
    ['server-timing', 'db;dur=5'],
    ['x-mail', 'a@b.cc'],
  ]);
  expect(answerHeaders(open, { 'x-debug': '1715940000', 'server-timing': 'db;desc="10.1.2.3"' })).toEqual([
    ['x-debug', '1715940000'],
  ]);
});
