import { expect, test } from 'vitest';
import { isOwnOperator, isOwnType } from '../../../src/enforce/connection/own-names.js';
import { createDatabase } from '../../fixtures/database.js';

test.each([
  [['+'], ['text'], true],
  [['pg_catalog', '+'], ['pg_catalog', 'text'], true],
  [['public', '+'], ['public', 'text'], false],
  [['<=>'], ['mood'], false],
])('%j and %j', (operator, type, isOwn) => {
  expect([isOwnOperator(operator), isOwnType(type)]).toEqual([isOwn, isOwn]);
});

test('all operators of PostgreSQL are known, and the types that applications name', async () => {
  const database = await createDatabase();
  const operators = await database.query('SELECT DISTINCT oprname AS name FROM pg_operator ORDER BY 1');
  expect(operators.rows.filter(({ name }) => !isOwnOperator([name]))).toEqual([]);
  const types = await database.query(`SELECT typname AS name FROM pg_type
    WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') AND typelem = 0`);
  const unknown = types.rows.map(({ name }) => name as string).filter((name) => !isOwnType([name]));
  expect(unknown.filter((name) => !/^(pg_|aclitem$)/.test(name))).toEqual([]);
  await database.drop();
});
