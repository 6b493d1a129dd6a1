import type { Steps } from '../base/index.js';
import {
  as,
  defaultStatementLimits,
  isStruct,
  listOf,
  parseInSteps,
  type Struct,
  sameTree,
  type TreeNode,
  tagOf,
  textOf,
} from '../sql/index.js';
import { refused } from './refused.js';
import type { RewriteContext } from './rewrite/context.js';
import { catalogReductions, isOpenSystemRelation } from './system/index.js';

/*
 * The second line. What would be sent is read again with PostgreSQL's own grammar and must be the tree that was meant, and
 * every relation in that tree must be one that may stand there. Protected relations stand in no tree at all: where one was,
 * there is a placeholder, whose place its guard takes as text. The referee shares nothing with the rewriting but the list of
 * relations that are written.
 */

/** The tree of the text, when that is one statement and its tree is `meant`; else null. */
export function* readsAs(text: string, meant: TreeNode): Steps<TreeNode | null> {
  const read = yield* readAgain(text);
  yield;
  return read !== null && sameTree(read, meant) ? read : null;
}

/** @throws GatewayError `refused` for a relation that may not stand in the tree as it does. */
export function assertRelationsMayStand(meant: TreeNode, context: RewriteContext): void {
  inspect(meant, { context, ctes: new Set() });
}

/** The tree of one statement; null when the text is anything else. */
function* readAgain(text: string): Steps<TreeNode | null> {
  try {
    const statements = yield* parseInSteps(text, printedLimits);
    return statements.length === 1 ? (statements[0]?.node ?? null) : null;
  } catch {
    return null;
  }
}

/**
 * Printing makes a text longer, by names that are qualified and casts that are spelled out, and puts parentheses where none
 * were. Its tree gets no taller than the one that was read before.
 */
const printedLimits = {
  nestingMax: 8 * defaultStatementLimits.nestingMax,
  statementBytesMax: 4 * defaultStatementLimits.statementBytesMax,
  tokensMax: 4 * defaultStatementLimits.tokensMax,
};

interface Inspection {
  readonly context: RewriteContext;
  /** Names of WITH queries around here. */
  readonly ctes: ReadonlySet<string>;
}

function inspect(value: unknown, inspection: Inspection): void {
  if (Array.isArray(value)) {
    for (const item of value) inspect(item, inspection);
    return;
  }
  if (!isStruct(value)) return;
  if (tagOf(value) === null) return inspectStruct(value, inspection);
  for (const tag in value) {
    const struct = value[tag];
    if (!isStruct(struct)) continue;
    if (tag === 'RangeVar') assertMayStand(struct, inspection);
    // FOR UPDATE OF names aliases, and SET CONSTRAINTS constraints, not relations.
    else if (!nameless.has(tag)) inspectStruct(struct, inspection);
  }
}

const nameless = new Set(['LockingClause', 'ConstraintsSetStmt', 'A_Const']);

function inspectStruct(struct: Struct, inspection: Inspection): void {
  if (textOf(struct.relname) !== undefined) return assertMayStand(struct, inspection);
  const inside = withCtes(struct, inspection);
  for (const field in struct) inspect(struct[field], inside);
}

function withCtes(struct: Struct, inspection: Inspection): Inspection {
  const clause = struct.withClause;
  if (!isStruct(clause)) return inspection;
  const names = listOf(clause.ctes).map((node) => textOf(as(node, 'CommonTableExpr')?.ctename) ?? '');
  return { ...inspection, ctes: new Set([...inspection.ctes, ...names]) };
}

function assertMayStand(range: Struct, { context, ctes }: Inspection): void {
  const schema = textOf(range.schemaname);
  const name = textOf(range.relname) ?? '';
  if (schema === undefined) {
    if (ctes.has(name)) return;
    throw refused(`relation \`${name}\` stands unqualified`);
  }
  if (context.targets.has(range)) return;
  if (isOpenSystemRelation(schema, name) && !(schema === 'pg_catalog' && catalogReductions.has(name))) return;
  const relation = context.view.catalog.relation(schema, name);
  if (relation === undefined || schema.startsWith('pg_'))
    throw refused(`relation \`${schema}.${name}\` may not stand here`);
  if (context.view.compiled(relation) !== null || context.view.listedDescendant(relation) !== null) {
    throw refused(`relation \`${schema}.${name}\` stands without its guard`);
  }
  // An unlisted view stands only when everything it reads may be read; that was found out by opening it.
  if (context.view.unlisted === 'refuse' && relation.kind !== 'v')
    throw refused(`relation \`${schema}.${name}\` is not in the data map`);
}
