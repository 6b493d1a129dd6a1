import { LruMap } from '../base/index.js';
import type { ConsentSource } from '../consent/index.js';
import { findRelation, relationKey } from '../datamap/index.js';
import { GatewayError } from '../errors/index.js';
import type { MaskKeys } from '../masks/index.js';
import { admit, decide, hidingFields, type Policy } from '../policy/index.js';
import { type CatalogSnapshot, type Relation, resolveRelation, type SearchPath } from '../sql/index.js';
import type { ForwardableStatement } from './gate.js';
import type { GateStore } from './gate-options.js';
import type { PlanMemory } from './plan-memory.js';
import { compileRelation } from './relation/compile-relation.js';
import type { CompiledRelation } from './relation/compiled-relation.js';
import { entryFor, listedParts } from './relation/listed-parts.js';
import type { PermittedView } from './rewrite/permitted-view.js';
import type { TemplatePlan } from './template/template-plan.js';
import type { TemplatePlans } from './template/template-plans.js';

/**
 * Everything worked out for one asker in one state of policy and catalog: the permitted view, and the plans of statements
 * seen so far. Sessions of the same asker share it. It is never changed but for its caches; a change makes a new one.
 */
export interface PlanSpace {
  /** Two statements planned in spaces with the same key are planned alike. */
  readonly key: string;
  readonly view: PermittedView;
  /** The same as long as the asker has the same purpose, policy and agreements. Two with one may read what either has copied. */
  readonly permit: string;
  /** Null: none has been said. */
  readonly purpose: string | null;
  readonly rowsMax: number | null;
  /** Ms since 1970: then it must be made anew. */
  readonly validUntil: number;
  /** Client's text to plan. */
  readonly plans: LruMap<string, ForwardableStatement>;
  /** The key of a text's template to the plans of its texts. */
  readonly templates: LruMap<string, TemplatePlans<TemplatePlan>>;
  /** Of the plans of all spaces. */
  readonly memory: PlanMemory;
  /** The relation as the asker sees it, when its OID names a protected one. */
  protectedByOid(oid: number): CompiledRelation | null;
}

export interface PlanSpaceFacts {
  readonly key: string;
  /** Grows when the policy does change. */
  readonly generation?: number;
  readonly policy: Policy;
  readonly principal: string;
  /** Null: none has been said. Then no relation of the store can be named. */
  readonly purpose: string | null;
  readonly store: GateStore;
  readonly database: string;
  readonly catalog: CatalogSnapshot;
  readonly path: SearchPath;
  readonly keys: MaskKeys;
  readonly now: number;
  readonly plansMax: number;
  /** Of the plans of all spaces. */
  readonly memory: PlanMemory;
}

/** @returns the space, or the refusal when the asker may not ask at all. */
export function makePlanSpace(facts: PlanSpaceFacts): PlanSpace | GatewayError {
  const { policy, store, catalog } = facts;
  if (facts.purpose === null) return purposelessSpace(facts);
  const asker = { principal: facts.principal, purpose: facts.purpose };
  const refusal = admit(policy, asker, facts.now);
  if (refusal !== null) return refusalError(refusal);
  const decision = decide(policy, asker, store.name, facts.now);
  if ('kind' in decision) return refusalError(decision);
  const consent = store.consent === null ? null : withUniqueness(store.consent, catalog);
  const compileFacts = { store: store.name, dataMap: policy.dataMap, catalog, consent, keys: facts.keys };
  const compiled = new Map<number, CompiledRelation | null>();
  const parts = listedParts(policy, store.name, catalog);
  const decisionFor = (relation: Relation) => {
    const entry = entryFor(relation, { policy, store: store.name, catalog });
    return entry === undefined ? null : (decision.relations.get(relationKey(entry.store, entry.relation)) ?? null);
  };
  const compiledOf = (relation: Relation): CompiledRelation | null => {
    const known = compiled.get(relation.oid);
    if (known !== undefined) return known;
    const decided = decisionFor(relation);
    const other = decided === null ? undefined : parts.listedOtherwise.get(relation.oid);
    if (other !== undefined) throw listedOtherwise(relation, other);
    const several = decided === null ? undefined : parts.ofSeveral.get(relation.oid);
    if (several !== undefined) throw partOfSeveral(relation, several);
    const made = decided === null ? null : compileRelation(relation, decided, compileFacts);
    // Sessions give numbers of their own to what their transactions make.
    if (relation.oid > 0) compiled.set(relation.oid, made);
    return made;
  };
  return {
    key: facts.key,
    permit: JSON.stringify([facts.purpose, facts.generation ?? 0, decision.validUntil]),
    purpose: facts.purpose,
    rowsMax: decision.rowsMax,
    validUntil: decision.validUntil,
    plans: new LruMap(facts.plansMax),
    templates: new LruMap(facts.plansMax),
    memory: facts.memory,
    view: {
      ...openView(facts),
      listsNothing: decision.relations.size === 0,
      writes:
        store.unlisted === 'allow' || [...decision.relations.values()].some((relation) => relation.writable.size > 0),
      compiled: compiledOf,
      isConfigured: ({ schema, name }) =>
        findRelation(policy.dataMap, store.name, schema, name) !== undefined ||
        (store.consent?.relation.schema === schema && store.consent.relation.name === name),
      listedDescendant: (relation) => parts.ofUnlisted.get(relation.oid) ?? null,
    },
    protectedByOid: (oid) => {
      const relation = catalog.relationByOid(oid);
      return relation === undefined ? null : compiledOf(relation);
    },
  };
}

function openView({ policy, principal, store, catalog, database, path }: PlanSpaceFacts) {
  return {
    catalog,
    database,
    principal,
    path,
    sessionPath: path,
    unlisted: store.unlisted,
    may: policy.principals.get(principal)?.may ?? new Set(),
    functions: store.functions,
    extensions: store.extensions,
    channels: store.channels ?? new Set(),
    settings: store.settings ?? new Set(),
    hidingFields: (entry) => hidingFields(policy, entry),
  } satisfies Partial<PermittedView>;
}

/** Until a purpose is said, the catalog can be read and a purpose be set; no relation of the store can be named. */
function purposelessSpace(facts: PlanSpaceFacts): PlanSpace {
  const refuse = (): never => {
    throw new GatewayError('refused', 'no purpose has been said', {
      hint: 'SET damask.purpose, or connect as `principal/purpose`',
    });
  };
  return {
    key: facts.key,
    permit: JSON.stringify([null, facts.generation ?? 0]),
    purpose: null,
    rowsMax: null,
    validUntil: Number.POSITIVE_INFINITY,
    plans: new LruMap(facts.plansMax),
    templates: new LruMap(facts.plansMax),
    memory: facts.memory,
    view: {
      ...openView(facts),
      listsNothing: false,
      writes: false,
      compiled: refuse,
      isConfigured: refuse,
      listedDescendant: refuse,
    },
    protectedByOid: (oid) => (facts.catalog.relationByOid(oid)?.schema === 'pg_catalog' ? null : refuse()),
  };
}

export function refusalError(refusal: { readonly message: string; readonly hint: string }): GatewayError {
  return new GatewayError('refused', refusal.message, { hint: refusal.hint });
}

/** Its rows would be seen under another entry than their own. */
function listedOtherwise(relation: Relation, part: Relation): GatewayError {
  const [whole, name] = [relation, part].map((one) => `\`${one.schema}.${one.name}\``);
  return new GatewayError('refused', `${name}, which is part of ${whole}, is listed otherwise`, {
    hint: `name ${name} itself; an operator can list the two alike, or the whole alone`,
  });
}

/** Which of two entries its rows are under nobody has said. */
function partOfSeveral(relation: Relation, wholes: readonly Relation[]): GatewayError {
  const [part, ...others] = [relation, ...wholes].map((one) => `\`${one.schema}.${one.name}\``);
  return new GatewayError('refused', `${part} is part of ${others.join(' and ')}, which are listed otherwise`, {
    hint: 'an operator can list it by itself',
  });
}

/** When a key of the consent table says that a subject and purpose have one record, none need be weighed against another. */
function withUniqueness(source: ConsentSource, catalog: CatalogSnapshot): ConsentSource {
  const table = resolveRelation(catalog, [], source.relation.schema, source.relation.name);
  const key = table?.primaryKey.map((attnum) => table.columns.find((column) => column.attnum === attnum)?.name) ?? [];
  const identifying = new Set<string | undefined>([source.subjectColumn, source.purposeColumn]);
  const unique = key.length > 0 && key.every((name) => identifying.has(name));
  return unique ? { ...source, hasOneRecordEach: true } : source;
}
