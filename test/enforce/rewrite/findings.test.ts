import { expect, test } from 'vitest';
import { newFindings } from '../../../src/enforce/rewrite/findings.js';

test('nothing is found at first, and each statement finds for itself', () => {
  const findings = newFindings();
  const { castsTo, lockers, lookupArrays, ...others } = findings;
  expect(Object.values(others).every((found) => found === false || found === 0)).toBe(true);
  expect([castsTo.size, lockers.length, lookupArrays.length]).toEqual([0, 0, 0]);
  findings.hazard = true;
  castsTo.add(25);
  expect(newFindings()).toMatchObject({ hazard: false, castsTo: new Set() });
});
