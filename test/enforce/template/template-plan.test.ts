import { expect, test } from 'vitest';
import { canServe } from '../../../src/enforce/template/template-plan.js';
import { parsed } from '../small-view.js';

test.each([
  'SELECT 1',
  'VALUES (1)',
  'INSERT INTO t VALUES (1)',
  'UPDATE t SET a = 1',
  'DELETE FROM t',
  'MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE',
])('%s may serve others', (sql) => {
  expect(canServe(parsed(sql))).toBe(true);
});

test.each([
  "SET a = 'b'",
  'FETCH 5 FROM c',
  'EXECUTE p(1)',
  'PREPARE p AS SELECT 1',
  'DECLARE c CURSOR FOR SELECT 1',
  'EXPLAIN SELECT 1',
  "COPY t TO STDOUT WITH (DELIMITER ';')",
  "COMMIT PREPARED 'x'",
])('%s may not', (sql) => {
  expect(canServe(parsed(sql))).toBe(false);
});
