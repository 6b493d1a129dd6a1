import { expect, inject, test } from 'vitest';
import { runAs } from '../../../src/cli/demo/run-as.js';

const login = { ...inject('postgres'), database: 'postgres' };

test('what is done is done on one connection', async () => {
  const seen: unknown[] = [];
  await runAs(login, async (query) => {
    for (let times = 0; times < 2; times += 1) seen.push(await query('SELECT pg_backend_pid() AS pid'));
  });
  const [first, second] = seen as { rows: unknown[] }[];
  expect(first?.rows).toHaveLength(1);
  expect(second?.rows).toEqual(first?.rows);
});

test('the first error ends it', async () => {
  await expect(runAs(login, (query) => query('SELECT 1/0'))).rejects.toMatchObject({ code: '22012' });
});
