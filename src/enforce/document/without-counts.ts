import type { MaskScalar, Treatment } from '../../json/index.js';

/** Could a text outside of the records be how many there are? */
export const isCount = (text: string): boolean => /^\s*\d+\s*$/.test(text);

const mask: MaskScalar = (text, type) => {
  if (type === 'boolean') return text === 'true';
  return type === 'number' || isCount(text) ? undefined : text;
};

/**
 * What is shown outside of records of which some may not be seen: numbers are left out. Who could read how many records the
 * service has found could find out by that whether there is one that may not be seen.
 */
export const withoutCounts: Treatment = { kind: 'mask', mask, arrays: 'each', objects: 'each' };
