import { describe, expect, test } from 'vitest';
import type { RewriteContext } from '../../../src/enforce/rewrite/context.js';
import { noteOutputReferences } from '../../../src/enforce/rewrite/output-references.js';
import { unknownColumns } from '../../../src/enforce/rewrite/scope.js';
import { as, listOf, loadParser, parse, type Struct } from '../../../src/sql/index.js';
import { refusal } from '../small-view.js';

await loadParser();

/** The references that are noted, by their place in the text. */
function noted(sql: string, columns: readonly string[] | null): readonly string[] {
  const found: Struct[] = [];
  const outputReferences = { add: (struct: Struct) => found.push(struct) } as unknown as WeakSet<Struct>;
  const select = as(parse(sql)[0]?.node, 'SelectStmt') as Struct;
  const known = columns === null ? null : unknownColumns(columns);
  noteOutputReferences(select, known, { outputReferences } as RewriteContext);
  return found.map(({ fields }) => String(as(listOf(fields)[0], 'String')?.sval));
}

test('bare names of the output are noted, wherever they are keys', () => {
  expect(noted('SELECT 1 AS a, 2 AS b ORDER BY a, b DESC, c, a + 1, t.a, 2', ['a', 'b'])).toEqual(['a', 'b']);
  expect(noted('SELECT DISTINCT ON (b) 1 AS a, 2 AS b GROUP BY ROLLUP (a), c', ['a', 'b'])).toEqual(['a', 'b']);
  expect(noted('SELECT 1 AS a GROUP BY lower(a)', ['a'])).toEqual([]);
});

test('of an output that is not known, any bare name', () => {
  expect(noted('SELECT * FROM f() ORDER BY x, t.y', null)).toEqual(['x']);
});

const within = (query: string) => `UPDATE customers SET city = 'x' RETURNING (${query})`;

describe('a name of an output column may be sorted and grouped by beside what is written', () => {
  test.each([
    'SELECT v FROM (VALUES (0), (2) ORDER BY column1 DESC OFFSET 1) AS q (v)',
    'SELECT z FROM (SELECT 1 AS z UNION SELECT 2 ORDER BY z LIMIT 1) s',
    'SELECT sku AS z FROM products ORDER BY z LIMIT 1',
    'SELECT count(*) FROM (SELECT length(sku) AS z FROM products GROUP BY z) s',
    'SELECT count(*) FROM (SELECT length(sku) AS z FROM products GROUP BY ROLLUP (z)) s',
    'SELECT count(*) FROM (SELECT DISTINCT ON (z) length(sku) AS z FROM products ORDER BY z) s',
    'SELECT sku FROM products ORDER BY sku LIMIT 1',
  ])('%s', (query) => {
    expect(refusal(within(query), 'storefront')).toMatch(/^admitted/);
    expect(refusal(query, 'storefront')).toMatch(/^admitted/);
  });
});

describe('another name is of what is written, or of nothing', () => {
  test.each([
    'SELECT sku AS z FROM products ORDER BY other LIMIT 1',
    'SELECT sku AS z FROM products ORDER BY lower(z) LIMIT 1',
    'SELECT sku AS z FROM products ORDER BY z || z LIMIT 1',
    'SELECT sku AS z FROM products WHERE z = 5 LIMIT 1',
    'SELECT sku AS z FROM products LIMIT z',
    'SELECT z FROM (SELECT 1 AS z UNION SELECT 2 ORDER BY other) s',
  ])('%s', (query) => {
    expect(refusal(within(query), 'storefront')).toMatch(/^42703 column "\w+" does not exist/);
  });
});
