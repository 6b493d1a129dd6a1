import { expect, test } from 'vitest';
import { inOneGo } from '../../../src/base/index.js';
import { mayGroup } from '../../../src/enforce/rewrite/may-group.js';
import { rewriteFrom } from '../../../src/enforce/rewrite/query.js';
import { innerScope } from '../../../src/enforce/rewrite/scope.js';
import { as } from '../../../src/sql/index.js';
import { parsed, smallContext } from '../small-view.js';

test.each([
  ['SELECT id FROM customers', false],
  ['SELECT DISTINCT lower(city) FROM customers WHERE id IN (SELECT max(id) FROM orders) ORDER BY id LIMIT 5', false],
  ['SELECT id FROM customers GROUP BY id', true],
  ['SELECT 1 FROM customers HAVING true', true],
  ['SELECT count(*) FROM customers', true],
  ['SELECT id FROM customers ORDER BY max(id)', true],
  ['SELECT JSON_ARRAYAGG(id) FROM customers', true],
  ['SELECT JSON_OBJECTAGG(id: city) FROM customers', true],
  // In a subquery, it is a question of whose columns it takes.
  ['SELECT (SELECT count(*) FROM orders) FROM customers', false],
  ['SELECT (SELECT max(o.total) FROM orders o WHERE o.customer_id = c.id) FROM customers c', false],
  ['SELECT (SELECT max(total) FROM orders WHERE customer_id = c.id) FROM customers c', false],
  ['SELECT (SELECT max(total + c.balance) FROM orders) FROM customers c', false],
  ['SELECT (SELECT max(1) FROM orders) FROM customers c', false],
  ['SELECT (SELECT max(c.id)) FROM customers c', true],
  ['SELECT (SELECT max(city) FROM orders) FROM customers c', true],
  ['SELECT (SELECT count(c) FROM orders) FROM customers c', true],
  ["SELECT (SELECT max(x) FROM orders) FROM jsonb_to_recordset('[]') AS c (x int)", true],
  ['SELECT (SELECT string_agg(city, c.name) FROM orders) FROM customers c', true],
])('%s: %s', (sql, grouped) => {
  const statement = parsed(sql);
  const context = smallContext('storefront', statement);
  const select = as(statement, 'SelectStmt') ?? {};
  const scope = innerScope(null, null);
  inOneGo(rewriteFrom(select, 'fromClause', scope, context));
  expect(mayGroup(select, scope, context)).toBe(grouped);
});
