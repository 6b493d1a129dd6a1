import { once } from '../../base/index.js';
import {
  as,
  cloneTree,
  isStruct,
  listOf,
  nameParts,
  parse,
  type Struct,
  type TreeNode,
  tagOf,
  textOf,
} from '../../sql/index.js';
import type { RewriteContext } from './context.js';
import { textual } from './family.js';
import { functionsOf, ownOperatorOf } from './functions.js';
import { readsRows } from './reads-rows.js';
import { builtinTypeName } from './types.js';

/*
 * LIKE raises one error, on a pattern that ends in its escape character, and only once it has come to that end with some text. So it can
 * be asked of rows that are filtered away where the pattern is known to end otherwise, or raises by itself if it does not.
 */

/** A constant of which it is plain that its end escapes nothing, where it is compared with a text, and not with bytes, say. */
export function isPlainPattern(node: unknown): boolean {
  const constant = as(node, 'A_Const');
  if (constant === undefined) return false;
  if (constant.isnull === true) return true;
  const pattern = textOf(as(constant, 'sval')?.sval) ?? (as(constant, 'sval') ? '' : undefined);
  return pattern !== undefined && escapesAtEnd(pattern) % 2 === 0;
}

/** A regular expression for them would begin at each of a megabyte of them. */
function escapesAtEnd(pattern: string): number {
  let at = pattern.length;
  while (pattern.charCodeAt(at - 1) === backslash) at -= 1;
  return pattern.length - at;
}

const backslash = 0x5c;

/**
 * A pattern of text that reads no row, and that PostgreSQL works out as it plans once it knows the parameters: `$1`, `'%' || $1 || '%'`,
 * `like_escape($1, '!')` (which ESCAPE is).
 */
export function isFoldedPattern(node: unknown, context: RewriteContext): boolean {
  const tag = isStruct(node) ? tagOf(node) : null;
  const struct = tag === null ? undefined : as(node, tag);
  if (struct === undefined) return false;
  switch (tag) {
    case 'A_Const':
      return struct.sval !== undefined;
    case 'ParamRef':
      return isSettledText(struct, context);
    case 'TypeCast': {
      const type = isStruct(struct.typeName) ? builtinTypeName(struct.typeName, context) : undefined;
      return type !== undefined && textual.has(type) && isFoldedPattern(struct.arg, context);
    }
    case 'A_Expr':
      return isConcatenation(struct, context);
    case 'FuncCall':
      return isTextCall(struct, context);
    default:
      return false;
  }
}

/**
 * What is written before the client's own text may give a parameter its type: that must be its type anyway. One that stands nowhere
 * else has it from what stands around it, which goes along, or from the text that it is compared with.
 */
function isSettledText({ number }: Struct, { parameters, view }: RewriteContext): boolean {
  const at = Number(number ?? 0);
  const declared = parameters.types[at - 1] ?? 0;
  if (declared === 0) return parameters.castAlike.has(at) || parameters.uses.get(at) === 1;
  const type = view.catalog.typeByOid(declared);
  return type?.schema === 'pg_catalog' && textual.has(type.name);
}

function isConcatenation(struct: Struct, context: RewriteContext): boolean {
  if (ownOperatorOf(struct, context) !== '||') return false;
  return isFoldedPattern(struct.lexpr, context) && isFoldedPattern(struct.rexpr, context);
}

/** Functions that make a text of texts, and hang on nothing else. */
const ofTexts = new Set(['like_escape', 'lower', 'upper', 'btrim', 'ltrim', 'rtrim', 'replace']);

function isTextCall(call: Struct, context: RewriteContext): boolean {
  const parts = nameParts(call.funcname) ?? [];
  const candidates = parts.length === 0 ? [] : functionsOf(parts, context);
  if (candidates.length === 0 || !ofTexts.has(parts.at(-1) ?? '')) return false;
  const isOwn = candidates.every(
    ({ schema, kind, volatility }) => schema === 'pg_catalog' && kind === 'f' && volatility === 'i',
  );
  const args = listOf(call.args);
  return isOwn && args.length > 0 && args.every((arg) => isFoldedPattern(arg, context));
}

/** LIKE or ILIKE of text with a pattern that raises before any row is read, if it does. */
export function isProbedLike({ kind, rexpr }: Struct, context: RewriteContext): boolean {
  return (kind === 'AEXPR_LIKE' || kind === 'AEXPR_ILIKE') && !readsRows(rexpr) && isFoldedPattern(rexpr, context);
}

/** A condition that raises as LIKE would on such a pattern, and of every other one, and of NULL, is true. */
export function patternProbe(pattern: unknown): TreeNode {
  return withPattern(endsAsItShould(), pattern) as TreeNode;
}

/**
 * What `$1` ends in is taken for a pattern: as many escape characters as there are. It is compared with a text that is one character
 * longer than what pairs of them stand for, so that an odd one is come to.
 */
const endsAsItShould = once(() => {
  const mark = 'pg_catalog.chr(92)';
  const text = 'CAST($1 AS pg_catalog.text)';
  const length = `(pg_catalog.length(${text}) OPERATOR(pg_catalog.-) pg_catalog.length(pg_catalog.rtrim(${text}, ${mark})))`;
  const longer = `(pg_catalog.repeat(${mark}, (${length} OPERATOR(pg_catalog./) 2)) OPERATOR(pg_catalog.||) 'x')`;
  const [read] = parse(`SELECT (${longer} OPERATOR(pg_catalog.~~) pg_catalog.repeat(${mark}, ${length})) IS NOT TRUE`);
  const [target] = listOf(as(read?.node, 'SelectStmt')?.targetList);
  return as(target, 'ResTarget')?.val;
});

function withPattern(value: unknown, pattern: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withPattern(item, pattern));
  if (!isStruct(value)) return value;
  if (value.ParamRef !== undefined) return cloneTree(pattern as TreeNode);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPattern(item, pattern)]));
}
