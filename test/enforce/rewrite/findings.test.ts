import { expect, test } from 'vitest';
import { newFindings } from '../../../src/enforce/rewrite/findings.js';

test('nothing is found at first, and each statement finds for itself', () => {
  const findings = newFindings();
  expect(Object.values(findings).every((found) => found === false || found === 0)).toBe(true);
  findings.hazard = true;
  expect(newFindings().hazard).toBe(false);
});
