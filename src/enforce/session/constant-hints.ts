import { castHint } from '../rewrite/functions.js';

/**
 * Hints of PostgreSQL's that are the same words each time: no value can stand in them. What a hint of any other words says is not known.
 * They are of parse_func.c, parse_oper.c, parse_target.c, datetime.c, predicate.c, deadlock.c and dependency.c.
 */
export const constantHints: ReadonlySet<string> = new Set([
  ...['function', 'operator', 'procedure', 'aggregate'].map(castHint),
  ...['function', 'operator', 'procedure'].map(
    (what) => `Could not choose a best candidate ${what}. You might need to add explicit type casts.`,
  ),
  'No operator matches the given name and argument type. You might need to add an explicit type cast.',
  'You will need to rewrite or cast the expression.',
  'Perhaps you need a different "DateStyle" setting.',
  'The transaction might succeed if retried.',
  'See server log for query details.',
  'Use DROP ... CASCADE to drop the dependent objects too.',
]);
