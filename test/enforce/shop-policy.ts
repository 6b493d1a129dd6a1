import { buildDataMap, type FieldEntry, type SubjectLink } from '../../src/datamap/index.js';
import type { Policy, Rule, Treatment } from '../../src/policy/index.js';
import { parseRule } from '../../src/rules/index.js';

const classified = (category: string): FieldEntry => ({ category, lookup: 'none', scan: false });

function rule(name: string, purpose: string, fields: Record<string, Treatment>, more: Partial<Rule> = {}): Rule {
  return {
    name,
    purpose,
    when: {},
    fields: new Map(Object.entries(fields)),
    write: [],
    rows: new Map(),
    rowsMax: null,
    withholdAbsent: false,
    ...more,
  };
}

const pass: Treatment = { kind: 'pass' };
const mask = (name: string, options?: unknown): Treatment => ({ kind: 'mask', mask: { name, options } });

/** What is declared of the shop: three purposes, of which each sees something else. Other schemas may hold customers as well. */
export function shopPolicy(otherSchemas: readonly string[] = []): Policy {
  const parsed = typeof parseRule === 'function' ? parseRule("city <> 'Paris'") : null;
  if (parsed !== null && 'issue' in parsed) throw new Error(parsed.issue);
  const relation = (name: string, columns: Record<string, string>, subject: SubjectLink, schema = 'public') => ({
    kind: 'relation' as const,
    store: 'shop',
    relation: { schema, name },
    subject,
    retain: null,
    columns: new Map(Object.entries(columns).map(([column, category]) => [column, classified(category)])),
  });
  const customers = ['public', ...otherSchemas].map((schema) =>
    relation(
      'customers',
      {
        id: 'user.unique_id',
        name: 'user.name',
        email: 'user.contact.email',
        ssn: 'user.government_id',
        dob: 'user.demographic.date_of_birth',
        city: 'user.contact.address.city',
        balance: 'user.financial',
        created_at: 'system.operations',
      },
      { kind: 'customer', column: 'id' },
      schema,
    ),
  );
  const { dataMap } = buildDataMap([
    ...customers,
    relation(
      'orders',
      {
        id: 'system.operations',
        customer_id: 'user.unique_id',
        total: 'user.payment',
        placed_at: 'system.operations',
      },
      { kind: 'customer', column: 'customer_id' },
    ),
    relation(
      'order_items',
      { order_id: 'system.operations', sku: 'system.operations', quantity: 'system.operations' },
      {
        kind: 'customer',
        through: { relation: { schema: 'public', name: 'orders' }, on: 'order_items.order_id = orders.id' },
      },
    ),
    relation(
      'tickets',
      { id: 'system.operations', customer_id: 'user.unique_id', body: 'user.content' },
      { kind: 'customer', column: 'customer_id' },
    ),
  ]);
  return {
    dataMap,
    purposes: new Map([
      ['fulfilment', { name: 'fulfilment', title: 'Deliver', basis: 'contract' }],
      ['marketing', { name: 'marketing', title: 'Offers', basis: 'consent' }],
      ['analytics', { name: 'analytics', title: 'Understand', basis: 'legitimate_interests' }],
    ]),
    recipients: new Map([['house', { name: 'house', agreement: null, purposes: null, categories: null }]]),
    principals: new Map(
      [
        ['storefront', ['fulfilment']],
        ['mailer', ['marketing']],
        ['analyst', ['analytics', 'fulfilment']],
      ].map(([name, purposes]) => [
        name as string,
        {
          name: name as string,
          recipient: 'house',
          purposes: purposes as string[],
          may: new Set(['explain'] as const),
          training: new Map(),
        },
      ]),
    ),
    rules: [
      rule(
        'deliver',
        'fulfilment',
        {
          system: pass,
          'user.unique_id': pass,
          'user.name': pass,
          'user.contact': pass,
          'user.payment': pass,
          'user.financial': pass,
          'user.content': pass,
          'user.government_id': mask('last4'),
        },
        { write: ['user.contact', 'user.financial', 'user.payment', 'system', 'user.unique_id', 'user.name'] },
      ),
      rule(
        'offers',
        'marketing',
        {
          system: pass,
          'user.unique_id': pass,
          'user.name': mask('initial'),
          'user.contact.email': pass,
          'user.contact.address.city': pass,
        },
        { rows: parsed === null ? new Map() : new Map([['shop:public.customers', parsed]]) },
      ),
      rule('demand', 'analytics', {
        system: pass,
        'user.unique_id': mask('pseudonym'),
        'user.demographic.date_of_birth': mask('year'),
        'user.contact.address.city': pass,
        'user.contact.email': mask('email', { keep: 'domain' }),
        'user.payment': mask('bucket', 50),
      }),
    ],
  };
}

/** The same with `may: [temp]` for everybody. */
export function shopPolicyWithTemporary(): Policy {
  const policy = shopPolicy();
  const may = new Set(['temp'] as const);
  return {
    ...policy,
    principals: new Map([...policy.principals].map(([name, principal]) => [name, { ...principal, may }])),
  };
}
