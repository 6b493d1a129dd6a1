/**
 * sql: PostgreSQL's grammar, names and scopes. Knows nothing of privacy. Start at parse.ts and tree.ts.
 *
 * Invariant: how PostgreSQL reads a statement is decided by PostgreSQL's own grammar (parse.ts) alone.
 */

export { descendantsOf, isColumnName, isRelationName } from './among-relations.js';
export { blankComments } from './blank-comments.js';
export type * from './catalog.js';
export { firstOwnOid } from './catalog.js';
export { charactersIn } from './characters.js';
export { sameTree } from './compare.js';
export {
  assertWithinLimits,
  defaultStatementLimits,
  longerThan,
  nestingOf,
  type StatementLimits,
  wordsOf,
} from './complexity.js';
export { fingerprint } from './fingerprint.js';
export { NamesIn } from './names-in.js';
export { loadParser, type ParsedStatement, parse, parseInSteps } from './parse.js';
export { print } from './print.js';
export { quoteIdentifier, quoteLiteral, quoteRelation } from './quote.js';
export { effectivePath, parseSearchPath, resolveRelation, type SearchPath, searchPathMax } from './search-path.js';
export { readTemplate, type TextLiteral, type TextTemplate } from './template.js';
export { Tokens } from './tokens.js';
export {
  as,
  cloneTree,
  isStruct,
  listOf,
  nameParts,
  preparableKinds,
  type Struct,
  stringNode,
  stringOf,
  type TreeNode,
  tagOf,
  textOf,
} from './tree.js';
export { findValueArms, type ManyArms, type ValueArm, type ValueArms } from './value-arms.js';
export { findValueLists, type ValueList, type ValueLists } from './value-lists.js';
export { findValueRows, type ValueRows } from './value-rows.js';
