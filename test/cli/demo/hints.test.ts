import { expect, test } from 'vitest';
import { hints } from '../../../src/cli/demo/hints.js';

test('hints are lines that a shell can take', () => {
  const login = {
    user: 'analyst/analytics',
    password: 'pw',
    host: '127.0.0.1',
    port: 6432,
    database: 'shop',
  };
  const text = hints(
    [login],
    [{ url: 'http://127.0.0.1:8080/crm', headers: { authorization: 'Bearer k' } }],
    'http://127.0.0.1:9090/metrics',
  );
  expect(text).toContain('  PGPASSWORD=pw psql -h 127.0.0.1 -p 6432 -U analyst/analytics shop\n');
  expect(text).toContain("  curl -s -H 'authorization: Bearer k' 'http://127.0.0.1:8080/crm/v1/contacts?limit=3'\n");
  expect(text).toContain('http://127.0.0.1:9090/metrics');
});
