import { expect, test } from 'vitest';
import { countFields } from '../../../src/enforce/document/count-fields.js';
import { decisionOf, mask, pass } from './resource.js';

test('declared fields are counted by how they are shown, over all that is decided', () => {
  const one = decisionOf({ fields: { 'user.contact.email': pass, 'user.unique_id': mask('redact') } });
  expect(countFields([one])).toEqual({ pass: 1, mask: 1, withhold: 1 });
  expect(countFields([one, decisionOf({})])).toEqual({ pass: 1, mask: 1, withhold: 4 });
});
