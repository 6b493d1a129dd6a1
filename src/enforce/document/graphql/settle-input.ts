import { GatewayError } from '../../../errors/index.js';
import type { InputUse } from '../../../graphql/index.js';
import type { MaskKeys } from '../../../masks/index.js';
import type { FilteredField } from '../filtered-field.js';
import { parameterValue } from '../parameter-value.js';
import { isWritten } from '../write-plan.js';
import { maskWrittenBack, writtenText } from '../written-value.js';
import type { GraphqlPlan } from './graphql-plan.js';

/** What a mutation is given to find records by: the field, and the value as the store gets it. */
export interface FoundBy {
  readonly mutation: string;
  /** `Contact.id` */
  readonly field: string;
  readonly value: unknown;
}

/**
 * What the store is sent for a value of an operation, by the rules of request parameters: what finds records by a field needs
 * the field as it is, or a pseudonym that leads back; what a mutation is given besides is written, and needs `write`.
 *
 * @throws GatewayError `refused`
 */
export function settleInput(plan: GraphqlPlan, use: InputUse, found: FoundBy[]): unknown {
  const { coordinate, mutation, value } = use;
  const declared = plan.endpoint.inputs.get(coordinate);
  if (declared === undefined) {
    throw new GatewayError('refused', `\`${coordinate}\` is not declared`, {
      hint: 'an operator can declare it: `graphql.inputs` of the resource',
    });
  }
  if (declared.values !== null) return checkedValue(plan, use, declared.values);
  if (declared.field === null) return value;
  if (mutation !== null && !declared.finds) {
    const { isWritable, ...field } = decisionsOf(plan, declared.field);
    if (isWritable) return writtenValue(value, { path: declared.field, ...field }, plan.keys);
    throw new GatewayError('refused', `field \`${declared.field}\` may not be written for this purpose`);
  }
  const settled = foundValue(plan, coordinate, declared.field, value);
  if (mutation !== null) found.push({ mutation, field: declared.field, value: settled });
  return settled;
}

/** A value that is written, or each of a list. Of a field that is not seen as it is nothing but scalars are known to be no mask. */
function writtenValue(value: unknown, field: FilteredField, keys: MaskKeys): unknown {
  if (field.decision?.kind === 'pass') return value;
  if (Array.isArray(value)) return value.map((one) => writtenValue(one, field, keys));
  switch (typeof value) {
    case 'string':
      return writtenText({ type: 'string', text: value }, field, keys);
    case 'boolean':
      return writtenText({ type: 'boolean', text: String(value) }, field, keys) === 'true';
    case 'number': {
      const written = Number(writtenText({ type: 'number', text: String(value) }, field, keys));
      if (Number.isSafeInteger(written) || !Number.isInteger(value)) return written;
      throw maskWrittenBack(field.path);
    }
    default:
      throw maskWrittenBack(field.path);
  }
}

function checkedValue(
  plan: GraphqlPlan,
  { coordinate, value }: InputUse,
  values: ReadonlyMap<string, string | null>,
): unknown {
  if (value === null) return null;
  const sorted = typeof value === 'string' ? values.get(value) : undefined;
  if (sorted === undefined) {
    throw new GatewayError('malformed_request', `\`${coordinate}\` has a value that is not declared`);
  }
  if (sorted === null || decisionsOf(plan, sorted).decision?.kind === 'pass') return value;
  const message = `\`${coordinate}\` sorts or finds records by \`${sorted}\`, which the purpose may not read as it is`;
  throw new GatewayError('refused', message);
}

function foundValue(plan: GraphqlPlan, coordinate: string, path: string, value: unknown): unknown {
  const { entry, decision } = decisionsOf(plan, path);
  if (decision?.kind === 'pass') return value;
  // Nothing but a scalar has a pseudonym; and whether a value is missing is told, too, by what it finds.
  const isScalar = typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));
  const original = parameterValue(coordinate, isScalar ? String(value) : '', { path, entry, decision }, plan.keys);
  if (typeof value === 'string') return original;
  const number = Number(original);
  if (isScalar && Number.isSafeInteger(number)) return number;
  throw new GatewayError('refused', `\`${coordinate}\` finds records by \`${path}\`: send its pseudonym as it came`);
}

function decisionsOf({ decisions }: GraphqlPlan, path: string) {
  const [type = '', field = ''] = path.split('.');
  const resource = decisions.get(type);
  return {
    entry: resource?.entry.fields.get(field),
    decision: resource?.fields.get(field),
    isWritable: resource !== undefined && isWritten(resource, field),
  };
}
