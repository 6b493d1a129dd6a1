import { buildDataMap, type DataMapInput, type FieldEntry, type RelationEntry } from '../../src/datamap/index.js';
import type { Policy, Purpose, Rule, Treatment } from '../../src/policy/index.js';
import type { RuleExpression } from '../../src/rules/index.js';
import { plainResource } from '../datamap/plain-resource.js';

/** 2026-11-23T12:00:00Z, when the reference agreement is in force and the analyst is trained. */
export const noon = Date.UTC(2026, 10, 23, 12);
export const agreementFrom = Date.UTC(2026, 1, 1);
export const agreementUntil = Date.UTC(2027, 1, 1);
export const trainedUntil = Date.UTC(2027, 2, 2);

export const pass: Treatment = { kind: 'pass' };
export const withhold: Treatment = { kind: 'withhold' };
export const mask = (name: string, options?: unknown): Treatment => ({ kind: 'mask', mask: { name, options } });

/** The policy passes conditions on; what is in them is another room's concern. */
export const condition = (source: string) => ({ source, fields: [] }) as unknown as RuleExpression;

export function rule(
  name: string,
  purpose: string,
  more: Partial<Rule> & { readonly says?: Record<string, Treatment> } = {},
): Rule {
  const { says = {}, ...rest } = more;
  return {
    name,
    purpose,
    when: {},
    fields: new Map(Object.entries(says)),
    write: [],
    rows: new Map(),
    rowsMax: null,
    withholdAbsent: false,
    ...rest,
  };
}

/** A relation of the data map, its columns given as `{ column: category }`. */
export function relation(
  store: string,
  name: string,
  columns: Readonly<Record<string, string>>,
  more: Partial<RelationEntry> = {},
): DataMapInput {
  return {
    kind: 'relation',
    store,
    relation: { schema: 'public', name },
    subject: null,
    retain: null,
    columns: fields(columns),
    ...more,
  };
}

export function fields(categories: Readonly<Record<string, string>>): ReadonlyMap<string, FieldEntry> {
  return new Map(
    Object.entries(categories).map(([name, category]) => [name, { category, lookup: 'none', scan: false }]),
  );
}

export const byName = <T extends { readonly name: string }>(...items: T[]) =>
  new Map(items.map((item) => [item.name, item] as const));

const purpose = (name: string, basis: Purpose['basis']): Purpose => ({ name, title: name, basis });

/** A small shop: three purposes, a house and a processor, as in the operators' contract. */
export const referencePolicy: Policy = {
  purposes: byName(
    purpose('fulfilment', 'contract'),
    purpose('marketing', 'consent'),
    purpose('analytics', 'legitimate_interests'),
  ),
  recipients: byName(
    { name: 'house', agreement: null, purposes: null, categories: null },
    {
      name: 'mailco',
      agreement: { reference: 'DPA-2026-014', from: agreementFrom, until: agreementUntil },
      purposes: new Set(['marketing']),
      categories: ['user.contact.email', 'user.name'],
    },
  ),
  principals: byName(
    { name: 'storefront', recipient: 'house', purposes: ['fulfilment'], may: new Set<never>(), training: new Map() },
    { name: 'mailer', recipient: 'mailco', purposes: ['marketing'], may: new Set<never>(), training: new Map() },
    {
      name: 'analyst',
      recipient: 'house',
      purposes: ['analytics', 'fulfilment'],
      may: new Set<never>(),
      training: new Map([['privacy-basics', trainedUntil]]),
    },
  ),
  dataMap: buildDataMap([
    relation(
      'shop',
      'customers',
      {
        id: 'user.unique_id',
        name: 'user.name',
        email: 'user.contact.email',
        ssn: 'user.government_id',
        dob: 'user.demographic.date_of_birth',
        city: 'user.contact.address.city',
        notes: 'user.content',
        created_at: 'system.operations',
      },
      { subject: { kind: 'customer', column: 'id' }, retain: { column: 'created_at', months: 60, days: 0 } },
    ),
    relation('shop', 'visits', { id: 'system.operations', email: 'user.contact.email', ward: 'clinic.ward' }),
    relation('other', 'customers', { id: 'user.unique_id' }),
    {
      kind: 'resource',
      store: 'crm',
      resource: 'GET /v1/contacts',
      ...plainResource,
      fields: fields({ email: 'user.contact.email' }),
    },
  ]).dataMap,
  rules: [
    rule('deliver', 'fulfilment', {
      says: {
        system: pass,
        'user.unique_id': pass,
        'user.name': pass,
        'user.contact': pass,
        'user.government_id': mask('last4'),
      },
      write: ['user.contact', 'user.government_id', 'user.content', 'system'],
      rowsMax: 10_000,
    }),
    rule('offers', 'marketing', {
      says: { 'user.unique_id': mask('pseudonym'), 'user.name': mask('initial'), 'user.contact.email': pass },
      rows: new Map([
        ['shop:public.customers', condition("city <> 'Paris'")],
        ['crm:GET /v1/contacts', condition("address.city <> 'Paris'")],
      ]),
    }),
    rule('demand', 'analytics', {
      says: {
        system: pass,
        'user.unique_id': mask('pseudonym'),
        'user.demographic.date_of_birth': mask('year'),
        'user.contact': pass,
        'clinic.ward': pass,
      },
    }),
    rule('raw ids need training', 'analytics', {
      when: { principal: 'analyst', withoutTraining: 'privacy-basics' },
      says: { user: withhold },
    }),
  ],
};

/** The reference policy with some of its parts replaced. */
export const policyWith = (parts: Partial<Policy>): Policy => ({ ...referencePolicy, ...parts });

export const storefront = { principal: 'storefront', purpose: 'fulfilment' };
export const mailer = { principal: 'mailer', purpose: 'marketing' };
export const analyst = { principal: 'analyst', purpose: 'analytics' };
