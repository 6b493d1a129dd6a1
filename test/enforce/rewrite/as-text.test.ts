import { expect, test } from 'vitest';
import { asText } from '../../../src/enforce/rewrite/as-text.js';
import { printExpression } from '../../../src/enforce/rewrite/print-expression.js';
import { expressionOf } from '../small-view.js';

test('a value is cast to PostgreSQL’s own text, whatever the search_path is', () => {
  expect(printExpression(asText(expressionOf('city')), null)).toBe('CAST("city" AS "pg_catalog"."text")');
});
