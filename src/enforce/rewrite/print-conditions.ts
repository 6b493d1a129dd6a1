import type { TreeNode } from '../../sql/index.js';
import type { Fence } from '../relation/guard.js';
import type { Literals } from '../template/literals.js';
import type { PlacedGuard } from './context.js';
import type { Findings } from './findings.js';
import { printExpressions } from './print-expression.js';

/**
 * What the client's conditions could raise is kept from rows that the guard filters away; what is worked out above all scans is if the
 * guard filters its rows before they leave its own. Known once the statement has been seen whole.
 */
export function fenceOf({ guard }: PlacedGuard, { hazard, hazardAbove, lockers }: Findings): Fence {
  const { filter, scanFilter } = guard.compiled;
  if (filter === null) return 'none';
  // A lock that others find was taken tells that a row around was there. The rows that it is for are those that may be seen.
  if (hazard || lockers.some(({ items }) => !items.some((item) => item.guard === guard))) return 'around';
  if (!hazardAbove) return 'none';
  return scanFilter === null ? 'around' : 'at the scan';
}

/**
 * The texts of all conditions of the client's that go into guards: read together, since a parse costs more than what is read.
 *
 * @throws GatewayError `refused`.
 */
export function printConditions(
  guards: readonly PlacedGuard[],
  probes: readonly TreeNode[],
  findings: Findings,
  literals: Literals | null,
): ReadonlyMap<TreeNode, string> {
  const nodes = [
    ...probes,
    ...guards.flatMap((placed) => [
      ...placed.lookups,
      ...(fenceOf(placed, findings) === 'around' ? placed.conjuncts : []),
    ]),
  ];
  if (nodes.length === 0) return new Map();
  const texts = printExpressions(nodes, literals);
  return new Map(nodes.map((node, index) => [node, texts[index] ?? '']));
}
