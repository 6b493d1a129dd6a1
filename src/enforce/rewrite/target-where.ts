import { mapInSteps, type Steps } from '../../base/index.js';
import { cloneTree, isStruct, type Struct, type TreeNode } from '../../sql/index.js';
import { conjunction, conjunctsOf } from './conjunction.js';
import type { Place } from './context.js';
import { rewriteExpression } from './expression.js';
import type { Findings } from './findings.js';
import { lookupInTarget } from './lookup.js';
import { namesOnly } from './reads-plain-only.js';
import { itemsMeant, resolve, type Scope } from './scope.js';
import type { Target } from './target.js';
import { isTotal } from './totality.js';

/**
 * The target's row filter joins the WHERE. Conditions of the client that could raise because of a row are asked only of
 * rows that the filter lets through: CASE keeps that order (PostgreSQL docs, 4.2.14). `looksUp` says whether a column may be
 * looked up by its true value here: see lookup.ts.
 */
export function* rewriteTargetWhere(
  statement: Struct,
  target: Target,
  place: Place,
  looksUp: 'lookups' | 'masks' = 'masks',
): Steps<void> {
  const where = statement.whereClause;
  const filter = target.compiled?.filter ?? null;
  const conjuncts = isStruct(where) ? conjunctsOf(where as TreeNode) : [];
  if (filter === null && conjuncts.length === 0) return;
  statement.whereClause = conjunction(yield* filteredConditions(conjuncts, target, place, { looksUp }));
}

/**
 * The terms, rewritten, with the target's row filter before those of them that could raise because of a row. Without a filter
 * they stay as they are. `perRow`: they are asked of each row of the target, so that what is tried out before any row is read
 * elsewhere would be tried out because of one; no term with such in it is asked of a row that is hidden.
 */
export function* filteredConditions(
  terms: readonly TreeNode[],
  target: Target,
  place: Place,
  { looksUp = 'masks', perRow = false }: { readonly looksUp?: 'lookups' | 'masks'; readonly perRow?: boolean } = {},
): Steps<readonly TreeNode[]> {
  const exposed: Place = { ...place, exposed: true };
  const filter = target.compiled?.filter ?? null;
  const lookup = function* (term: TreeNode): Steps<TreeNode | null> {
    return looksUp === 'lookups' ? yield* lookupInTarget(term, place) : null;
  };
  const rewrite = function* (term: TreeNode): Steps<readonly TreeNode[]> {
    return conjunctsOf((yield* lookup(term)) ?? (yield* rewriteExpression(term, exposed)));
  };
  if (filter === null) return (yield* mapInSteps(terms, rewrite)).flat();
  place.context.edits.fallShort();
  const condition = () => place.context.splices.expression(filter(target.alias));
  // What stands beside the target could raise, or take locks, where it is run because of one of the target's rows: as one expression
  // the filter is asked where the target is read, and becomes no join that comes later.
  const { hazard, hazardAbove, derives, lockers } = place.context.findings;
  const isFirst = place.scope.joins && (hazard || hazardAbove || lockers.length > 0);
  // What is compared with the target may be an expression that raises, by another name.
  const staysFirst = (term: TreeNode) => !(isFirst && hazard && derives) || readsOnly(target, term, place.scope);
  const first: TreeNode[] = [];
  const late: TreeNode[] = [];
  const { probes } = place.context;
  for (const term of terms) {
    const before = probes.length;
    const found = yield* lookup(term);
    const total = found !== null || (isTotal(term, place.scope, place.context) && staysFirst(term));
    const tells = toldSince(place.context.findings);
    const rewritten = found ?? (yield* rewriteExpression(term, exposed));
    const isTriedOut = perRow && probes.length > before;
    ((total || !tells()) && !isTriedOut ? first : late).push(...conjunctsOf(rewritten));
  }
  return [
    ...(perRow ? [] : probes.map((probe) => cloneTree(probe))),
    ...first,
    isFirst ? onlyWhere(condition(), { A_Const: { boolval: { boolval: true } } }) : condition(),
    // In one CASE, so that the filter is asked once.
    ...(late.length === 0 ? [] : [onlyWhere(condition(), conjunction(late))]),
  ];
}

/**
 * Whether a term could raise, or takes locks, that has queries in it: known once it has been rewritten, and only where nothing was found
 * before that could come into it by way of them.
 */
function toldSince(findings: Findings): () => boolean {
  const locks = findings.lockers.length;
  if (findings.hazard || findings.hazardAbove) return () => true;
  return () => findings.hazard || findings.hazardAbove || findings.lockers.length > locks;
}

/** All that a term names is of the target, and no query stands in it. */
function readsOnly(target: Target, term: TreeNode, scope: Scope): boolean {
  return namesOnly(term, (parts) => {
    const meaning = parts.length === 0 ? null : resolve(scope, parts);
    if (meaning === null || meaning.kind === 'unknown') return false;
    return itemsMeant(meaning, parts).every((item) => item.target !== null && item.target === target.compiled);
  });
}

function onlyWhere(condition: TreeNode, then: TreeNode): TreeNode {
  return {
    CaseExpr: {
      args: [{ CaseWhen: { expr: condition, result: then } }],
      defresult: { A_Const: { boolval: {} } },
    },
  };
}
