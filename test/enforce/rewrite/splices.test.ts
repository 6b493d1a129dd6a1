import { expect, test } from 'vitest';
import { Splices } from '../../../src/enforce/rewrite/splices.js';
import { print } from '../../../src/sql/index.js';
import { expressionOf, parsed } from '../small-view.js';

test('texts take the places of what stands for them, in a printed tree and in an edited text', () => {
  const splices = new Splices('n');
  const { select, text } = splices.query(() => 'SELECT a FROM b');
  const expression = splices.expression('x + 1');
  expect(splices.count).toBe(2);
  const printed = print({
    SelectStmt: {
      targetList: [{ ResTarget: { val: expression } }],
      fromClause: [{ RangeSubselect: { subquery: { SelectStmt: select }, alias: { aliasname: 't' } } }],
      limitOption: 'LIMIT_OPTION_DEFAULT',
      op: 'SETOP_NONE',
    },
  });
  expect(splices.apply(printed).replaceAll('"', '')).toBe('SELECT (x + 1) FROM (SELECT a FROM b) AS t');
  expect(splices.expand(`SELECT * FROM ${text} AS t`)).toBe('SELECT * FROM (SELECT a FROM b) AS t');
});

test('the place in an edited text reads as the place in the tree', () => {
  const { select, text } = new Splices('n').query(() => 'SELECT 1');
  expect(parsed(text.slice(1, -1))).toMatchObject({
    SelectStmt: {
      targetList: [{ ResTarget: { name: (select.targetList as [{ ResTarget: { name: string } }])[0].ResTarget.name } }],
    },
  });
});

test('a text that misses a place, or has one twice, or has one that was never made is refused', () => {
  const splices = new Splices('n');
  const { text } = splices.query(() => 'SELECT 1');
  expect(() => splices.apply('SELECT 2')).toThrow('does not stand in its place');
  expect(() => splices.apply(`${text} ${text}`)).toThrow('does not stand in its place');
  expect(() => splices.apply(`${text} ${text.replace('_0', '_7')}`)).toThrow('does not stand in its place');
  expect(splices.apply(text)).toBe('(SELECT 1)');
});

test('what another statement stands by is left alone', () => {
  const { text } = new Splices('other').query(() => 'SELECT secret');
  const splices = new Splices('n');
  const own = splices.expression('1');
  expect(expressionOf('1')).not.toEqual(own);
  expect(splices.expand(text)).toBe(text);
});
