import { GatewayError } from '../../errors/index.js';
import { compileMask, type MaskKeys } from '../../masks/index.js';
import type { FilteredField } from './filtered-field.js';
import { type Scalar, typedText } from './member-type.js';

/**
 * The value that the store is asked for, when a parameter finds records by a field: who may not read a field as it is could
 * try out its values. What is seen under a mask that the key turns back (`hash_id`) is turned back, so that the pseudonyms of
 * an answer find their records again.
 *
 * @throws GatewayError `refused`
 */
export function parameterValue(name: string, value: string, field: FilteredField, keys: MaskKeys): string {
  const { decision, entry, path } = field;
  if (decision?.kind === 'pass') return value;
  const refusal = `parameter \`${name}\` finds records by \`${path}\`, which the purpose may not read as it is`;
  if (decision?.kind !== 'mask') throw new GatewayError('refused', refusal);
  const mask = compileMask(decision.mask);
  if ('issue' in mask || mask.unapply === undefined) {
    throw new GatewayError('refused', refusal, {
      hint: `mask \`${decision.mask.name}\` is one-way: no pseudonym leads back`,
    });
  }
  const typed = typedText(parameterScalar(value, field), mask, entry?.type ?? null);
  const original = typed === null ? null : mask.unapply(typed.text, typed.type, keys);
  if (original === null) {
    const hint = `mask \`${decision.mask.name}\` turns back what it gave for integers and UUIDs, and nothing else`;
    throw new GatewayError('refused', refusal, { hint });
  }
  return original;
}

/** A parameter's value as a document would hold it: digits are a number, where nobody has said another type. */
export function parameterScalar(value: string, { entry }: Pick<FilteredField, 'entry'>): Scalar {
  return { type: /^-?\d+$/.test(value) && entry?.type === undefined ? 'number' : 'string', text: value };
}
