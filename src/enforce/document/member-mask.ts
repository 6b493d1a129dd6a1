import { invariant } from '../../base/index.js';
import type { MaskAscii, MaskedScalar, MaskScalar, ScalarType } from '../../json/index.js';
import { compileMask, type MaskKeys, type MaskSpec, type NumberFinding } from '../../masks/index.js';
import { memberType, plainNumber, typedText } from './member-type.js';

/**
 * The JSON twin of a mask: the same as its SQL gives for a column of the same type under the same key. What the mask can't take
 * becomes null: a value is never shown for want of a mask.
 */
export function memberMask(spec: MaskSpec, typname: string | null, keys: MaskKeys): MaskScalar {
  const mask = compileMask(spec);
  invariant(!('issue' in mask), 'a mask was checked when the configuration was read');
  const looked = mask.numbers === undefined ? null : lookingAt(mask.numbers);
  return (text, type) => {
    const typed = typedText({ text, type }, mask, typname);
    if (typed === null) return looked === null || type === 'string' ? null : looked(text, type);
    const masked = mask.apply(typed.text, typed.type, keys);
    return masked === null ? null : scalarOf(masked, typed.type.typname, type);
  };
}

/** The same from bytes to bytes, where the mask has that and a string is a text to it. */
export function memberAscii(spec: MaskSpec, typname: string | null): MaskAscii | null {
  const mask = compileMask(spec);
  invariant(!('issue' in mask), 'a mask was checked when the configuration was read');
  const isText = (typname === null || typname === 'text') && mask.takes(memberType('text'));
  return isText ? (mask.applyAscii ?? null) : null;
}

/** Numbers and truth values, which a mask of texts leaves as they are, unless it finds something in them. */
function lookingAt({ pattern, instead }: NumberFinding): (text: string, type: ScalarType) => MaskedScalar {
  const found = new RegExp(pattern);
  return (text, type) => {
    if (type === 'boolean') return text === 'true';
    const plain = plainNumber(text);
    return plain === null || found.test(plain) ? instead : { number: text };
  };
}

const numberToken = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A number stays a number and a text a text, whatever type the mask took it for. */
function scalarOf(text: string, typname: string, source: ScalarType): MaskedScalar {
  if (typname === 'bool') return source === 'string' ? String(text === 't') : text === 't';
  if (source === 'number' && typname !== 'text' && numberToken.test(text)) return { number: text };
  return typname === 'timestamp' || typname === 'timestamptz' ? moment(text) : text;
}

/** Back to RFC 3339. */
function moment(text: string): string {
  return text.replace(
    /^(\S+) (\S+?)(\+00)?$/,
    (_, day: string, time: string, zone: string | undefined) => `${day}T${time}${zone === undefined ? '' : 'Z'}`,
  );
}
