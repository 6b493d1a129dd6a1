import { buildDataMap, type FieldEntry, type SubjectLink } from '../../src/datamap/index.js';
import type { Policy, Rule, Treatment } from '../../src/policy/index.js';
import { parseRule } from '../../src/rules/index.js';
import { lookedUp } from './schema.js';

export interface Asker {
  readonly principal: string;
  readonly purpose: string;
}

export const askers = {
  /** Sees all rows, and may write. */
  clerk: { principal: 'clerk', purpose: 'service' },
  /** Sees those who consented and do not live in Paris. */
  mailer: { principal: 'mailer', purpose: 'offers' },
  /** Sees those who did not object, under keyed identities. */
  analyst: { principal: 'analyst', purpose: 'study' },
} satisfies Record<string, Asker>;

export type AskerName = keyof typeof askers;

const lookups: ReadonlySet<string> = new Set(Object.values(lookedUp).flat());
const field = (name: string, category: string): FieldEntry => ({
  category,
  lookup: lookups.has(name) ? 'exact' : 'none',
  scan: name === 'note',
});
const pass: Treatment = { kind: 'pass' };
const mask = (name: string, options?: unknown): Treatment => ({ kind: 'mask', mask: { name, options } });

function relation(name: string, columns: Record<string, string>, subject: SubjectLink) {
  return {
    kind: 'relation' as const,
    store: 'shop',
    relation: { schema: 'public', name },
    subject,
    retain: null,
    columns: new Map(Object.entries(columns).map(([column, category]) => [column, field(column, category)])),
  };
}

function rule(name: string, purpose: string, fields: Record<string, Treatment>, more: Partial<Rule> = {}): Rule {
  const none = { when: {}, write: [], rows: new Map(), rowsMax: null, withholdAbsent: false };
  return { name, purpose, fields: new Map(Object.entries(fields)), ...none, ...more };
}

/** What is declared of the oracles' store. permitted-view.ts says by hand what follows from it. */
export function oraclePolicy(): Policy {
  const outsideParis = parseRule("city <> 'Paris'");
  if ('issue' in outsideParis) throw new Error(outsideParis.issue);
  const byPerson: SubjectLink = { kind: 'person', column: 'person_id' };
  const { dataMap } = buildDataMap([
    relation(
      'people',
      {
        id: 'user.unique_id',
        name: 'user.name',
        email: 'user.contact.email',
        code: 'system.operations',
        ssn: 'user.government_id',
        born: 'user.demographic.date_of_birth',
        score: 'user.behavior',
        balance: 'user.financial',
        seen: 'user.visit',
        tags: 'user.behavior',
        doc: 'user.behavior',
        mood: 'user.behavior',
        active: 'system.operations',
        city: 'user.contact.address.city',
        card: 'user.device',
        member_no: 'user.sensor',
        note: 'user.note',
        'profile.n': 'user.behavior',
        'profile.s': 'user.name',
        'profile.list[*]': 'user.behavior',
        'profile.deep.k': 'user.contact.email',
        'profile.deep.day': 'user.demographic.date_of_birth',
        'profile.cards[*].no': 'user.device',
        'profile.cards[*].kind': 'system.operations',
      },
      { kind: 'person', column: 'id' },
    ),
    relation(
      'orders',
      {
        id: 'system.operations',
        person_id: 'user.unique_id',
        total: 'user.payment',
        placed: 'system.operations',
        state: 'system.operations',
        qty: 'system.operations',
      },
      byPerson,
    ),
    relation(
      'lines',
      {
        order_id: 'system.operations',
        line: 'system.operations',
        sku: 'system.operations',
        quantity: 'system.operations',
      },
      {
        kind: 'person',
        through: { relation: { schema: 'public', name: 'orders' }, on: 'lines.order_id = orders.id' },
      },
    ),
    relation(
      'tickets',
      { id: 'system.operations', person_id: 'user.unique_id', body: 'user.content', opened: 'system.operations' },
      byPerson,
    ),
    relation(
      'vehicles',
      { id: 'system.operations', person_id: 'user.unique_id', plate: 'user.vehicle', wheels: 'system.operations' },
      byPerson,
    ),
  ]);
  const principals = Object.values(askers).map(({ principal, purpose }) => ({
    name: principal,
    recipient: 'house',
    purposes: [purpose],
    may: new Set(['temp'] as const),
    training: new Map<string, number>(),
    lookupsPerMinute: 1_000_000_000,
  }));
  return {
    dataMap,
    purposes: new Map([
      ['service', { name: 'service', title: 'Serve', basis: 'contract' }],
      ['offers', { name: 'offers', title: 'Offers', basis: 'consent' }],
      ['study', { name: 'study', title: 'Understand', basis: 'legitimate_interests' }],
    ]),
    recipients: new Map([['house', { name: 'house', agreement: null, purposes: null, categories: null }]]),
    principals: new Map(principals.map((principal) => [principal.name, principal])),
    rules: [
      rule(
        'serve',
        'service',
        { system: pass, user: pass, 'user.government_id': mask('last4'), 'user.device': mask('last4') },
        {
          write: [
            'system',
            'user.contact',
            'user.behavior',
            'user.unique_id',
            'user.name',
            'user.payment',
            'user.content',
            'user.visit',
          ],
        },
      ),
      rule(
        'offers',
        'offers',
        {
          system: pass,
          'user.unique_id': pass,
          'user.name': mask('initial'),
          'user.contact': pass,
          'user.behavior': pass,
          'user.demographic.date_of_birth': mask('year'),
          'user.financial': mask('bucket', 50),
          'user.visit': mask('month'),
          'user.device': mask('last4'),
          'user.sensor': mask('hash_id'),
          'user.content': pass,
          'user.note': pass,
        },
        { rows: new Map([['shop:public.people', outsideParis]]), write: ['user.behavior'] },
      ),
      rule('study', 'study', {
        system: pass,
        'user.unique_id': mask('hash_id'),
        'user.contact.email': mask('email', { keep: 'domain' }),
        'user.contact.address.city': pass,
        'user.behavior': pass,
        'user.payment': mask('bucket', 50),
        'user.demographic.date_of_birth': mask('year'),
        'user.vehicle': mask('pseudonym'),
        'user.visit': mask('year'),
        'user.device': mask('pseudonym'),
        'user.sensor': mask('hash_id'),
        'user.content': pass,
        'user.note': pass,
      }),
    ],
  };
}
