import type { QueryParameter, ResourceEntry } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import type { Treatment } from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import type { FilteredField } from './filtered-field.js';
import type { PlannedStore } from './gate-store.js';
import { memberMask } from './member-mask.js';
import { parameterScalar } from './parameter-value.js';
import { fieldOf, parameterField, pathParameters, printQuery, queryField } from './request-parameters.js';
import { type RequestTarget, readTarget } from './request-target.js';
import { matchRoute, printPath, type Route } from './route.js';

export interface LinkFacts {
  readonly store: PlannedStore;
  readonly decisionOf: (entry: ResourceEntry) => ResourceDecision | undefined;
  readonly keys: MaskKeys;
}

/**
 * What becomes of addresses of the store within a document, such as the next page's. One is shown as the gateway's own where
 * the asker could ask for it: values that find records by what is seen masked are shown under the mask that turns them back, and
 * whoever follows the address asks the store for the very same. Every other is null: it would lead around the gateway, or tell a
 * value that may not be seen.
 */
export function storeLinks(facts: LinkFacts): Treatment {
  const { origin, pathname } = new URL(facts.store.address);
  const base = pathname.replace(/\/$/, '');
  return {
    kind: 'mask',
    mask: (text, type) => (type === 'string' ? shownLink(pathWithin(text, origin, base), facts) : null),
  };
}

function shownLink(path: string | null, facts: LinkFacts): string | null {
  const target = path === null ? null : orNull(() => readTarget(path));
  const found = target === null ? null : readRoute(target, facts);
  if (target === null || found === null) return null;
  const { route, parameters, decision } = found;
  const { keys } = facts;
  const shown = shownValues(parameters, (name) => parameterField(decision, name), { decision, keys });
  const query = shownValues(target.query, (name) => parameterOf(decision, name), { decision, keys });
  if (shown === null || query === null) return null;
  // What the gateway would make of it, if it were asked.
  const asked = orNull(
    () => printPath(route, pathParameters(decision, shown, keys)) + printQuery(decision, query, keys),
  );
  if (asked !== printPath(route, parameters) + printPairs(target.query)) return null;
  return `/${facts.store.mount.join('/')}${printPath(route, shown)}${printPairs(query)}`;
}

/** The path and query of an address of the store; null when it is none, or is written in another way than it is known. */
function pathWithin(text: string, origin: string, base: string): string | null {
  const local = text.startsWith(`${origin}/`) ? text.slice(origin.length) : text;
  return local.startsWith(`${base}/`) && !local.startsWith('//') ? local.slice(base.length) : null;
}

interface FoundLink {
  readonly route: Route;
  readonly parameters: ReadonlyMap<string, string>;
  readonly decision: ResourceDecision;
}

/** The declared resource that is read under an address. */
function readRoute({ segments, endsWithSlash }: RequestTarget, { store, decisionOf }: LinkFacts): FoundLink | null {
  for (const route of store.routes) {
    if (route.method !== 'GET') continue;
    const parameters = matchRoute(route, segments, endsWithSlash);
    const decision = parameters === null ? undefined : decisionOf(route.entry);
    if (parameters !== null) return decision === undefined ? null : { route, parameters, decision };
  }
  return null;
}

function parameterOf(decision: ResourceDecision, name: string): string | null {
  const declared: QueryParameter | undefined = decision.entry.query.find((parameter) => parameter.name === name);
  // One of a list of values is that value, or the gateway does not take it.
  return declared === undefined || declared.values !== null ? null : queryField(decision, declared);
}

/** Values of parameters as the asker may see them, by the field that each gives; null when one may not be seen. */
function shownValues(
  given: ReadonlyMap<string, string>,
  fieldFor: (name: string) => string | null,
  { decision, keys }: { readonly decision: ResourceDecision; readonly keys: MaskKeys },
): ReadonlyMap<string, string> | null {
  const shown = new Map<string, string>();
  for (const [name, value] of given) {
    const path = fieldFor(name);
    const text = path === null ? value : shownValue(value, fieldOf(decision, path), keys);
    if (text === null) return null;
    shown.set(name, text);
  }
  return shown;
}

function shownValue(value: string, field: FilteredField, keys: MaskKeys): string | null {
  const { decision, entry } = field;
  if (decision?.kind === 'pass') return value;
  if (decision?.kind !== 'mask') return null;
  const { text, type } = parameterScalar(value, field);
  const masked = memberMask(decision.mask, entry?.type ?? null, keys)(text, type);
  return typeof masked === 'object' && masked !== null ? masked.number : typeof masked === 'string' ? masked : null;
}

function printPairs(query: ReadonlyMap<string, string>): string {
  const pairs = [...query].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Null for what the gateway would refuse. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof GatewayError && fault.code !== 'internal') return null;
    throw fault;
  }
}
