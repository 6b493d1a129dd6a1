import { expect, test } from 'vitest';
import { findValueArms } from '../../src/sql/index.js';

const arms = (count: number, arm: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => arm(at)).join(' ');
const typeOf = (parameter: number) => (parameter % 2 === 1 ? 20 : 25);
const find = (text: string) => {
  const found = findValueArms(text, typeOf);
  if (found === null) return null;
  const { reduced, cases } = found;
  return {
    reduced,
    written: cases.map(({ written }) => written),
    kept: cases.map(({ start, end }) => reduced.slice(start, end)),
    arms: cases.map(({ kept }) => kept.map(({ start }) => reduced.slice(start, start + 4))),
    values: cases.map(({ kept }) => kept.map(({ values }) => values.map((value) => reduced.charAt(value)))),
  };
};

test('arms that are alike are told by two of them', () => {
  const all = arms(200, (at) => `WHEN ("t"."id" = ${at + 1}) THEN 'x${at}'`);
  expect(find(`UPDATE t SET a = CASE ${all} ELSE NULL END WHERE é`)).toEqual({
    reduced: `UPDATE t SET a = CASE WHEN ("t"."id" = 1) THEN 'x0' WHEN ("t"."id" = 2) THEN 'x1' ELSE NULL END WHERE é`,
    written: [all],
    kept: [`WHEN ("t"."id" = 1) THEN 'x0' WHEN ("t"."id" = 2) THEN 'x1'`],
    arms: [['WHEN', 'WHEN']],
    values: [
      [
        ['1', "'"],
        ['2', "'"],
      ],
    ],
  });
});

test('those of several kinds are told by the first of each, in every CASE that has many', () => {
  const first = arms(100, (at) => `when ${at + 1} then ${at % 3 === 0 ? 'null' : at % 3 === 1 ? '1.5' : "'a'"}`);
  const second = arms(120, (at) => `WHEN a = '${at}'\n THEN ${at + 1}::numeric (10, 2)`);
  const found = find(`SELECT CASE b ${first} END, CASE ${second} END, CASE WHEN 1 = 1 THEN 2 END`);
  expect(found?.kept[0]).toBe("when 1 then null when 2 then 1.5 when 3 then 'a'");
  // Its type has constants of its own: whoever parses it finds more than it may have.
  expect(found?.values[1]?.[0]).toEqual(["'", '1', '1', '2']);
  expect(found?.written).toEqual([first, second]);
});

test.each([
  ['few', `SELECT CASE ${arms(99, (at) => `WHEN a = ${at} THEN 1`)} END`],
  ['parameters that stand twice', `SELECT CASE ${arms(200, () => 'WHEN a = $1 THEN 1')} END`],
  [
    'parameters of which one stands elsewhere',
    `SELECT $7, CASE ${arms(200, (at) => `WHEN a = $${at + 1} THEN 1`)} END`,
  ],
  ['parameters of which there are none', `SELECT CASE ${arms(200, (at) => `WHEN a = $${at + 70_000} THEN 1`)} END`],
  ['numbers below zero that are not plain', `SELECT CASE ${arms(200, () => 'WHEN a = -0 THEN - 1.5')} END`],
  ['unlike one another', `SELECT CASE ${arms(200, (at) => `WHEN a${at} = 1 THEN 1`)} END`],
  ['constants that are not plain', `SELECT CASE ${arms(200, (at) => `WHEN a = E'${at}' THEN 1`)} END`],
  ['within one another', `SELECT ${'CASE WHEN a = 1 THEN '.repeat(200)}1${' END'.repeat(200)}`],
  ['in a string', `SELECT 'CASE ${arms(200, (at) => `WHEN a = ${at} THEN 1`)} END'`],
  ['in a comment', `SELECT 1 /* CASE ${arms(200, (at) => `WHEN a = ${at} THEN 1`)} END */`],
  ['without an end', `SELECT CASE ${arms(200, (at) => `WHEN a = ${at} THEN (1`)} END`],
  ['long', `SELECT CASE ${arms(200, (at) => `WHEN a = ${at} THEN ${'b + '.repeat(20)} 1`)} END`],
])('arms are read one by one where they are %s', (_, text) => {
  expect(findValueArms(text, typeOf)).toBeNull();
});

test('parameters are told by one of each type, and numbers below zero by their sign', () => {
  const given = arms(150, (at) => `WHEN a = $${2 * at + 1} AND b = $${2 * at + 2} THEN -${at + 1}`);
  const found = find(`SELECT CASE ${given} END`);
  expect(found?.kept).toEqual(['WHEN a = $1 AND b = $2 THEN -1 WHEN a = $3 AND b = $4 THEN -2']);
  expect(found?.values).toEqual([
    [
      ['$', '$', '-'],
      ['$', '$', '-'],
    ],
  ]);
  expect(findValueArms(`SELECT CASE ${given} END`, typeOf)?.cases[0]?.parameters).toEqual(['$1', '$2', '$3', '$4']);
  const mixed = arms(150, (at) => `WHEN $${at + 1} THEN 1`);
  expect(find(`SELECT CASE a ${mixed} END`)?.kept).toEqual(['WHEN $1 THEN 1 WHEN $2 THEN 1']);
});

test('what breaks off is looked at once', () => {
  const text = `SELECT ${'CASE WHEN a = 1 THEN 1 '.repeat(40_000)}`;
  const before = process.cpuUsage();
  expect(findValueArms(text, typeOf)).toBeNull();
  expect(process.cpuUsage(before).user).toBeLessThan(4_000_000);
});
