import { expect, test } from 'vitest';
import { mention, mentionConstruct, newMentions } from '../../../src/enforce/rewrite/mentions.js';
import { parse } from '../../../src/sql/index.js';
import { leakyCatalog, smallCatalog, smallContext } from '../small-view.js';

test('nothing is noted where no cast of the store’s own could run', () => {
  const noted = (text: string) => newMentions({ ...smallCatalog, foreignCasts: [] }, parse(text)[0]?.node ?? {});
  for (const text of ['SELECT 1', 'CREATE TABLE x (a int)', 'INSERT INTO x SELECT 1', 'SELECT 1 INTO TEMP x'])
    expect(noted(text)).toBe(null);
  for (const text of ['SELECT 1 INTO x', 'CREATE TABLE x AS SELECT 1', 'CREATE VIEW x AS SELECT 1'])
    expect(noted(text)?.has(25)).toBe(true);
  const context = smallContext();
  mention(context, [1]);
  expect(context.mentions).toBe(null);
});

test('types are noted with what they stand on', () => {
  const context = smallContext('mailer', undefined, { catalog: leakyCatalog('i') });
  const mood = context.view.catalog.typesNamed('mood')[0]?.oid ?? 0;
  expect(context.mentions?.has(mood)).toBe(false);
  mention(context, [mood]);
  expect(context.mentions?.has(mood)).toBe(true);
  expect(context.mentions?.has(25)).toBe(true);
});

test('constructs bring the types that they take', () => {
  const context = smallContext('mailer', undefined, { catalog: leakyCatalog('i') });
  for (const tag of ['XmlExpr', 'JsonValueExpr', 'SQLValueFunction', 'BoolExpr']) mentionConstruct(context, tag);
  expect([...(context.mentions ?? [])]).toEqual(expect.arrayContaining([142, 114, 3802, 1184]));
});

test.each([
  ['XmlSerialize', [142]],
  ['RangeTableFunc', [142]],
  ['JsonFuncExpr', [114, 3802]],
  ['SQLValueFunction', [19, 1082, 1083, 1114, 1184, 1266]],
  ['BoolExpr', []],
])('%s brings %j', (tag, brought) => {
  const context = smallContext('mailer', undefined, { catalog: leakyCatalog('i') });
  const before = new Set(context.mentions);
  mentionConstruct(context, tag);
  expect([...(context.mentions ?? [])].filter((oid) => oid !== 0 && !before.has(oid))).toEqual(brought);
});

test('a construct brings nothing where nothing is noted', () => {
  const context = smallContext();
  mentionConstruct(context, 'XmlExpr');
  expect(context.mentions).toBe(null);
});
