import { expect, test } from 'vitest';
import { CleanUses } from '../../../src/pg/pool/clean-uses.js';

test('what was looked after once is known', () => {
  const uses = new CleanUses();
  expect(uses.unknown(['SelectStmt a', 'InsertStmt a'])).toEqual(['SelectStmt a', 'InsertStmt a']);
  uses.found(['SelectStmt a']);
  expect(uses.unknown(['SelectStmt a', 'InsertStmt a'])).toEqual(['InsertStmt a']);
  expect(uses.unknown(['SelectStmt a'])).toEqual([]);
});

test('a definition makes all unknown again, a use does not', () => {
  const uses = new CleanUses();
  uses.found(['SelectStmt a']);
  expect(uses.sent(['SelectStmt that writes a', 'DeleteStmt b'])).toBe(false);
  expect(uses.unknown(['SelectStmt a'])).toEqual([]);
  expect(uses.sent(['CreateTrigStmt b'])).toBe(true);
  expect(uses.unknown(['SelectStmt a'])).toEqual(['SelectStmt a']);
});

test('more than ten thousand are not remembered', () => {
  const uses = new CleanUses();
  for (let n = 0; n <= 10_000; n++) uses.found([`SelectStmt t${n}`]);
  expect(uses.unknown(['SelectStmt t0', 'SelectStmt t10000'])).toEqual(['SelectStmt t0']);
});
