import { findRelation, relationKey } from '../datamap/index.js';
import { columnKeys, hasMembers } from '../enforce/index.js';
import { compileMask } from '../masks/index.js';
import {
  type Asker,
  decide,
  explainDecision,
  type FieldExplanation,
  type RelationExplanation,
} from '../policy/index.js';
import type { PostgresStoreSettings, Settings } from '../settings/index.js';
import type { CatalogSnapshot, Column, Relation } from '../sql/index.js';
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

/**
 * The decision as it comes out on the store's own columns and their members: what nobody classified is withheld, and so are
 * columns whose mask does not fit, with their members.
 */
function fitted(explanation: RelationExplanation, relation: Relation, unclassified: string): RelationExplanation {
  const known = new Map(explanation.fields.map((field) => [field.column, field]));
  const spoken = columnKeys(relation.columns, known.keys()).columns;
  const read = (keys: readonly string[] = []) => keys.flatMap((key) => known.get(key) ?? []);
  return {
    ...explanation,
    fields: relation.columns.flatMap((column): FieldExplanation[] => {
      const own = read(spoken.get(column.name)?.own);
      const members = read(spoken.get(column.name)?.members.map(({ key }) => key));
      const [first] = own;
      const whole =
        first === undefined || own.length > 1
          ? withheld(column.name, own.length > 1 ? 'it is classified twice' : unclassified)
          : fittedColumn({ ...first, column: column.name }, column);
      if (members.length === 0) return [whole];
      const all = hasMembers(column) ? membersOf(whole, members, own.length > 0) : members.map(unreachable);
      const isOpen = all.every(({ decision, writable }) => decision === 'pass' && writable);
      return all.map((field) => (isOpen ? field : { ...field, writable: false }));
    }),
  };
}

function fittedColumn(field: FieldExplanation, column: Column): FieldExplanation {
  if (field.mask === null) return field;
  const mask = compileMask(field.mask);
  if (!('issue' in mask) && mask.takes({ typname: column.baseTypname, declared: column.declared })) return field;
  const because = `mask \`${field.mask.name}\` does not take the column's type`;
  return { ...field, mask: null, decision: 'withhold', because };
}

/** The column itself, which stands for the members that are not declared, and those that are: the stricter of the two. */
function membersOf(whole: FieldExplanation, members: readonly FieldExplanation[], hasOwn: boolean): FieldExplanation[] {
  if (!hasOwn || whole.decision === 'pass') return [whole, ...members];
  const because = `\`${whole.column}\` as a whole is not shown as it is`;
  return [whole, ...members.map((field) => ({ ...field, mask: null, decision: 'withhold' as const, because }))];
}

const unreachable = (field: FieldExplanation): FieldExplanation => ({
  ...field,
  mask: null,
  decision: 'withhold',
  because: 'its column is no json or jsonb',
});

function withheld(column: string, because: string): FieldExplanation {
  const nothing = { category: null, mask: null, rule: null, agreement: null, writable: false } as const;
  return { column, ...nothing, decision: 'withhold', because };
}
