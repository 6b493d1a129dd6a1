import { expect, test } from 'vitest';
import { treatCoordinates } from '../../../../src/enforce/document/graphql/treat-coordinates.js';
import { mask, pass } from '../resource.js';
import { planOf } from './contacts-plan.js';

const kind = (fields: Parameters<typeof planOf>[0]['fields'], ...coordinates: string[]) =>
  treatCoordinates(planOf(fields === undefined ? {} : { fields }))(coordinates)?.kind ?? null;

test('the strictest of what may stand at a place speaks', () => {
  const fields = { 'user.contact': pass, 'user.name': mask('redact'), 'user.unique_id': mask('last4') };
  expect(kind(fields, 'Contact.email')).toBe('pass');
  expect(kind(fields, 'Contact.email', 'Company.name')).toBe('pass');
  expect(kind(fields, 'Contact.email', 'Contact.name')).toBe('mask');
  // What either shows the other may hide.
  expect(kind({ ...fields, 'user.name': mask('initial') }, 'Contact.name', 'Contact.id')).toBe('withhold');
  expect(kind(fields, 'Contact.email', 'Company.id')).toBe('withhold');
});

test('what nobody declared has no treatment, unless something beside it is withheld', () => {
  expect(kind({ user: pass }, 'Contact.created')).toBe(null);
  expect(kind({ user: pass }, 'Contact.email', 'Contact.__typename')).toBe(null);
  expect(kind({ user: pass }, 'Contact.created', 'Company.id')).toBe('withhold');
  expect(kind({ user: pass }, 'Contact.constructor')).toBe(null);
});
