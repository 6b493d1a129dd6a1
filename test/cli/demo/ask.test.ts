import { expect, inject, test } from 'vitest';
import { ask, type Login } from '../../../src/cli/demo/ask.js';

const store: Login = { ...inject('postgres'), database: 'postgres' };

test('an error is an answer, and the connection goes on', async () => {
  const answers = await ask(store, ['SELECT 1/0', 'SELECT NULL::int AS a, 1.50::numeric AS b']);
  expect(answers[0]).toMatchObject({ kind: 'error', sqlstate: '22012' });
  expect(answers[1]).toEqual({ kind: 'rows', columns: ['a', 'b'], rows: [[null, '1.50']] });
});
