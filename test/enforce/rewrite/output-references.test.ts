import { expect, test } from 'vitest';
import type { RewriteContext } from '../../../src/enforce/rewrite/context.js';
import { noteOutputReferences } from '../../../src/enforce/rewrite/output-references.js';
import { unknownColumns } from '../../../src/enforce/rewrite/scope.js';
import { as, listOf, loadParser, parse, type Struct } from '../../../src/sql/index.js';

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
