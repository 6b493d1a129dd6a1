import { findRelation, relationKey } from '../datamap/index.js';
import { compileMask } from '../masks/index.js';
import {
  type Asker,
  decide,
  explainDecision,
  type FieldExplanation,
  type RelationExplanation,
} from '../policy/index.js';
import type { PostgresStoreSettings, Settings } from '../settings/index.js';
import type { CatalogSnapshot, Relation } from '../sql/index.js';
import { namedRelations } from './named-relations.js';
import { policyFrom } from './policy.js';

interface Place {
  readonly settings: Settings;
  readonly store: PostgresStoreSettings;
  readonly catalog: CatalogSnapshot;
  /** Ms since 1970. */
  readonly now: number;
}

/** The policy's decision on each protected relation that a statement names, with its reasons. Empty when the asker is refused as a whole. */
export function explainRelations(statement: string, asker: Asker, place: Place): RelationExplanation[] {
  const { settings, store, catalog, now } = place;
  const policy = policyFrom(settings);
  const decision = decide(policy, asker, store.name, now);
  if ('kind' in decision) return [];
  const explained = new Map<string, RelationExplanation>();
  for (const relation of namedRelations(statement, catalog)) {
    // A partition has its parent's policy.
    const family = [relation, ...relation.ancestors.flatMap((oid) => catalog.relationByOid(oid) ?? [])];
    for (const member of family) {
      const entry = findRelation(policy.dataMap, store.name, member.schema, member.name);
      if (entry === undefined) continue;
      const key = relationKey(entry.store, entry.relation);
      const [explanation] = explainDecision(decision, new Set([key])).relations;
      const unclassified = decision.relations.get(key)?.unclassified.reason.because ?? 'nobody has classified it';
      if (explanation !== undefined) explained.set(key, fitted(explanation, member, unclassified));
      break;
    }
  }
  return [...explained.values()];
}

/** The decision as it comes out on the store's own columns: those that nobody classified, and masks that do not fit, are withheld. */
function fitted(explanation: RelationExplanation, relation: Relation, unclassified: string): RelationExplanation {
  const known = new Map(explanation.fields.map((field) => [field.column, field]));
  return {
    ...explanation,
    fields: relation.columns.map((column): FieldExplanation => {
      const field = known.get(column.name);
      if (field === undefined) {
        const nothing = { category: null, mask: null, rule: null, agreement: null, writable: false } as const;
        return { column: column.name, ...nothing, decision: 'withhold', because: unclassified };
      }
      if (field.mask === null) return field;
      const mask = compileMask(field.mask);
      if (!('issue' in mask) && mask.takes({ typname: column.baseTypname, declared: column.declared })) return field;
      const because = `mask \`${field.mask.name}\` does not take the column's type`;
      return { ...field, mask: null, decision: 'withhold', because };
    }),
  };
}
