import { as, listOf, nameParts, type Struct } from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { functionsOf } from './functions.js';

/**
 * What a function in FROM is given, and what it does with that, is worked out by a scan of its own: for rows that other scans have
 * given, if it is given any of theirs. Only a function in SQL that returns rows may be taken for the query in its body, whose
 * conditions go where any do (PostgreSQL's `inline_set_returning_function`).
 */
export function isScannedApart(struct: Struct, context: RewriteContext): boolean {
  return listOf(struct.functions).every((node) => {
    const [item] = listOf(as(node, 'List')?.items);
    const call = as(item, 'FuncCall');
    // CURRENT_DATE, CAST and their like stand for functions, too.
    if (call === undefined) return true;
    const candidates = functionsOf(nameParts(call.funcname) ?? [], context);
    return candidates.every(({ schema, name }) => schema === 'pg_catalog' && !writtenInSql.has(name));
  });
}

/** Those of PostgreSQL's own that return rows. */
export const writtenInSql: ReadonlySet<string> = new Set(['ts_debug']);
