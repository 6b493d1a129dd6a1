import type { QueryParameter } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import type { MaskKeys } from '../../masks/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import type { FilteredField } from './filtered-field.js';
import { parameterValue } from './parameter-value.js';
import { checkSpeaks, checkUnsaid } from './unsaid-parameter.js';

/**
 * The path parameters as the store is asked for them. One that is named like a field, or said to give one, finds records by it.
 *
 * @throws GatewayError `refused`
 */
export function pathParameters(
  decision: ResourceDecision,
  given: ReadonlyMap<string, string>,
  keys: MaskKeys,
): ReadonlyMap<string, string> {
  if (given.size === 0) return given;
  const translated = [...given].map(([name, value]) => {
    const field = parameterField(decision, name);
    return [name, field === null ? value : parameterValue(name, value, fieldOf(decision, field), keys)] as const;
  });
  return new Map(translated);
}

/** The field that a path parameter gives; null: none. */
export function parameterField({ entry }: ResourceDecision, name: string): string | null {
  const said = entry.parameters.get(name);
  return said === undefined ? name : said;
}

/**
 * The query that the store is sent: declared parameters alone, in the caller's order.
 *
 * @throws GatewayError `malformed_request` for one that is not declared, or a value that is not; `refused` as above.
 */
export function printQuery(decision: ResourceDecision, query: ReadonlyMap<string, string>, keys: MaskKeys): string {
  if (query.size === 0) return '';
  const pairs = [...query].map(([name, value]) => {
    const declared = decision.entry.query.find((parameter) => parameter.name === name);
    if (declared === undefined) {
      const known = decision.entry.query.map((parameter) => `\`${parameter.name}\``).join(', ');
      throw new GatewayError('malformed_request', 'the resource does not take a parameter of the request', {
        hint: known === '' ? 'it takes none' : `it takes ${known}`,
      });
    }
    return `${encodeURIComponent(name)}=${encodeURIComponent(queryValue(declared, value, decision, keys))}`;
  });
  return `?${pairs.join('&')}`;
}

function queryValue(declared: QueryParameter, value: string, decision: ResourceDecision, keys: MaskKeys): string {
  const { name, values } = declared;
  const field = queryField(decision, declared);
  if (values === null && field !== null) return parameterValue(name, value, fieldOf(decision, field), keys);
  if (values === null) {
    if (declared.said !== true) checkUnsaid(declared, value, decision);
    return value;
  }
  const sorted = values.get(value);
  if (sorted === undefined) {
    throw new GatewayError('malformed_request', `parameter \`${name}\` has a value that is not declared`);
  }
  if (sorted === null) checkSpeaks(name, value, decision);
  for (const path of [field, sorted]) {
    if (path === null || decision.fields.get(path)?.kind === 'pass') continue;
    const message = `parameter \`${name}\` sorts or finds records by \`${path}\`, which the purpose may not read as it is`;
    throw new GatewayError('refused', message);
  }
  return value;
}

/** The field that a parameter gives; null: none. One that is named like a field does, whether somebody said so or not. */
export function queryField({ entry }: ResourceDecision, { name, field, said }: QueryParameter): string | null {
  return field ?? (said !== true && entry.fields.has(name) ? name : null);
}

/** What is known of a field by its path. */
export function fieldOf({ entry, fields }: ResourceDecision, path: string): FilteredField {
  return { path, entry: entry.fields.get(path), decision: fields.get(path) };
}
