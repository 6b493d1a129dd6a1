import { relationKey, relationsOf, resourceKey, resourcesOf } from '../datamap/index.js';
import { decideRelation } from './decide-relation.js';
import { decideResource } from './decide-resource.js';
import type { Asker, PolicyDecision, PolicyRefusal } from './decision.js';
import type { Policy } from './model.js';
import { printName } from './print-name.js';
import { rowTarget } from './row-target.js';
import { type Standing, standingOf } from './standing.js';
import { validUntil } from './valid-until.js';

/**
 * The answer to one asker for every relation and resource of one store, at `now` (ms since 1970). It stays the same until its
 * `validUntil`, as long as the policy does: work it out once and keep it.
 */
export function decide(policy: Policy, asker: Asker, store: string, now: number): PolicyDecision | PolicyRefusal {
  const standing = standingOf(policy, asker, now);
  if (standing.kind === 'refusal') return standing;
  const refused = lostConditionRefusal(policy, standing);
  if (refused !== null) return refused;
  const relations = relationsOf(policy.dataMap, store).map(
    (entry) => [relationKey(entry.store, entry.relation), decideRelation(standing, policy.dataMap, entry)] as const,
  );
  const resources = resourcesOf(policy.dataMap, store).map(
    (entry) => [resourceKey(entry.store, entry.resource), decideResource(standing, policy.dataMap, entry)] as const,
  );
  return {
    asker,
    relations: new Map(relations),
    resources: new Map(resources),
    rowsMax: leastRowsMax(standing),
    validUntil: validUntil(policy, standing, now),
  };
}

/** A condition on a relation that nobody declared holds no row back, although somebody meant it to: nothing is shown then. */
function lostConditionRefusal(policy: Policy, { rules }: Standing): PolicyRefusal | null {
  for (const rule of rules) {
    const lost = [...rule.rows.keys()].find((key) => rowTarget(policy.dataMap, key) === undefined);
    if (lost === undefined) continue;
    const message = `rule ${printName(rule.name)} has a condition on ${printName(lost)}, which is not in the data map`;
    return { kind: 'refusal', message, hint: 'declare it under `data`, or take the condition out' };
  }
  return null;
}

function leastRowsMax({ rules }: Standing): number | null {
  const limits = rules.flatMap((rule) => rule.rowsMax ?? []);
  return limits.length === 0 ? null : Math.min(...limits);
}
