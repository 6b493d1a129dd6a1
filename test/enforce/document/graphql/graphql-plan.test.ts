import { expect, test } from 'vitest';
import { pass } from '../resource.js';
import { planOf } from './contacts-plan.js';

const contact = (retain: string | null) => ({
  types: new Map([
    [
      'Contact',
      {
        subject: { kind: 'customer', field: 'id' },
        retain: retain === null ? null : { field: retain, months: 1, days: 0 },
      },
    ],
  ]),
});

test('each type is decided by itself, and what its filter reads is needed', () => {
  const plain = planOf({ fields: { user: pass } });
  expect([...plain.decisions.keys()]).toEqual(['Contact', 'Company']);
  expect(plain.fieldCounts).toEqual({ pass: 4, mask: 0, withhold: 1 });
  expect(plain.needs.size).toBe(0);
  expect(planOf({ basis: 'consent' }).needs).toEqual(new Map([['Contact', ['id']]]));
  expect(planOf({ graphql: contact('created') }).needs).toEqual(new Map([['Contact', ['created']]]));
  expect(planOf({ rowsMax: 2 }).needs).toEqual(new Map([['Contact', []]]));
  expect([...planOf({ rowsMax: 2, graphql: { types: new Map() } }).needs.keys()]).toEqual(['Contact', 'Company']);
});

test('where the subject must be asked, a type that leads to none shows nothing that is a person’s', () => {
  const { decisions } = planOf({ basis: 'consent', fields: { user: pass, system: pass } });
  expect(decisions.get('Company')?.fields.get('name')?.kind).toBe('withhold');
  expect(decisions.get('Company')?.fields.get('id')?.kind).toBe('pass');
  expect(decisions.get('Contact')?.fields.get('email')?.kind).toBe('pass');
});

test('a filter that reads what is no scalar is a refusal', () => {
  expect(() => planOf({ graphql: contact('boss') })).toThrow('reads `boss`');
  expect(() => planOf({ graphql: { schema: 'type Query {' } })).toThrow('can not be read');
});
