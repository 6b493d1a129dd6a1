import type { MaskScalar, ScalarType, Treatment } from '../../json/index.js';

/** Could a text outside of the records be how many there are? */
export const isCount = (text: string): boolean => /^\s*\d+\s*$/.test(text);

/**
 * What is shown outside of records of which some may not be seen: numbers are left out, however they would be masked. Who could read
 * how many records the service has found, or about how many, could find out by that whether there is one that may not be seen.
 */
export function withoutCounts(treatment: Treatment): Treatment {
  if (treatment.kind === 'pass') return passed;
  if (treatment.kind !== 'mask') return treatment;
  const { mask } = treatment;
  return { kind: 'mask', mask: (text, type) => (couldCount(text, type) ? undefined : mask(text, type)) };
}

const couldCount = (text: string, type: ScalarType): boolean => type === 'number' || isCount(text);

const asItIs: MaskScalar = (text, type) => {
  if (type === 'boolean') return text === 'true';
  return couldCount(text, type) ? undefined : text;
};

const passed: Treatment = { kind: 'mask', mask: asItIs, arrays: 'each', objects: 'each' };
