import { as, listOf, type Struct, stringOf, textOf } from '../../sql/index.js';
import { type ColumnsCompared, comparesRow, comparisons } from './compared-rows.js';
import type { RewriteContext } from './context.js';
import { type Family, unknownFamily } from './family.js';

// What a query in an expression may raise beside what stands in it. Queries are rewritten before this is asked.

/** The family of a subquery's only column. */
export function outputFamily(subselect: unknown, context: RewriteContext): Family {
  const columns = outputsOf(subselect, context);
  return columns?.length === 1 ? (columns[0]?.family ?? unknownFamily) : unknownFamily;
}

function outputsOf(subselect: unknown, context: RewriteContext): ColumnsCompared | null {
  const select = as(subselect, 'SelectStmt');
  return (select === undefined ? undefined : context.outputs.get(select)) ?? null;
}

/** `familyOf` is asked of what stands before ANY and ALL. */
export function isTotalSubLink(struct: Struct, familyOf: (node: unknown) => Family, context: RewriteContext): boolean {
  switch (textOf(struct.subLinkType)) {
    case 'EXISTS_SUBLINK':
      return true;
    case 'EXPR_SUBLINK':
      // It raises when there are two rows.
      return context.single.has(as(struct.subselect, 'SelectStmt') ?? {});
    case 'ARRAY_SUBLINK':
      // Of arrays it makes one with a dimension more, and they may be of other lengths.
      return outputFamily(struct.subselect, context) !== unknownFamily;
    case 'ANY_SUBLINK':
    case 'ALL_SUBLINK': {
      const operator = stringOf(listOf(struct.operName).at(-1)) ?? '=';
      const columns = outputsOf(struct.subselect, context);
      return comparisons.has(operator) && columns !== null && comparesRow(struct.testexpr, columns, familyOf);
    }
    default:
      return false;
  }
}
