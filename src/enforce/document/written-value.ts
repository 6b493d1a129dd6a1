import { GatewayError } from '../../errors/index.js';
import { compileMask, type Mask, type MaskKeys } from '../../masks/index.js';
import type { FilteredField } from './filtered-field.js';
import { type Scalar, typedText } from './member-type.js';

/**
 * The text that the store is sent for a value that is written to a field which the writer sees masked. A pseudonym that the key
 * turns back is turned back. Under a mask that is one-way there is no record at hand to compare with, as there is in SQL: what
 * could be the mask of something is refused, so that a program that saves what it has read puts no mask where the data was.
 *
 * @throws GatewayError `refused`
 */
export function writtenText(scalar: Scalar, { path, entry, decision }: FilteredField, keys: MaskKeys): string {
  if (decision?.kind !== 'mask') return scalar.text;
  const mask = compileMask(decision.mask);
  if ('issue' in mask) throw maskWrittenBack(path);
  const typed = typedText(scalar, mask, entry?.type ?? null);
  // A text that is of no type the mask takes may still be what the mask gave for one; a number or truth value is never.
  if (typed === null) {
    if (scalar.type === 'string') throw maskWrittenBack(path);
    return scalar.text;
  }
  const original = mask.unapply?.(typed.text, typed.type, keys) ?? null;
  if (original !== null) return original;
  if (couldBeMask(typed.text, mask.apply(typed.text, typed.type, keys), mask)) throw maskWrittenBack(path);
  return scalar.text;
}

/**
 * Is there a value whose mask this is? Masks that are not keyed leave alone what they gave (a property test holds them to it);
 * those that are give hexadecimal digits of one length.
 */
function couldBeMask(text: string, masked: string | null, { keyed, altered }: Mask): boolean {
  if (altered !== undefined) return altered(text);
  if (masked === null || masked === text) return true;
  return keyed && text.length === masked.length && /^[0-9a-f]*$/.test(text);
}

/** What is said of a value, or of null, that could be what the writer sees. */
export function maskWrittenBack(path: string): GatewayError {
  return new GatewayError(
    'refused',
    `field \`${path}\` is not seen as it is, and what is seen of it is not written back`,
    {
      hint: 'send a value that is not a mask, or leave the field out',
    },
  );
}
