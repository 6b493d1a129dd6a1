import type { Random } from '../../oracle/random.js';
import { keyOf, pseudonymKey } from '../http-gateway.js';

/** What a policy is about: where the stores are. */
export interface PolicyPlaces {
  readonly databaseUrl: string;
  readonly serviceUrl: string;
}

export const purposes = ['one', 'two', 'three'] as const;

const categories: Readonly<Record<string, string>> = {
  id: 'user.unique_id',
  name: 'user.name',
  email: 'user.contact.email',
  ssn: 'user.government_id',
  born: 'user.demographic.date_of_birth',
  city: 'user.contact.address.city',
  score: 'user.behavior',
  active: 'user.settings',
  created: 'system.operations',
  notes: 'user.content',
};
/** Members by column, with the types that their columns have. */
const members: Readonly<Record<string, readonly [path: string, type: string]>> = {
  id: ['id', 'int8'],
  name: ['name', 'text'],
  email: ['email', 'text'],
  ssn: ['ssn', 'text'],
  born: ['born', 'date'],
  city: ['address.city', 'text'],
  score: ['score', 'int4'],
  active: ['active', 'bool'],
  created: ['created', 'timestamptz'],
  notes: ['notes', 'text'],
};

const masks: Readonly<Record<string, readonly string[]>> = {
  'user.unique_id': [
    'hash_id',
    '{ hash_id: { scope: shared } }',
    'pseudonym',
    '{ bucket: 10 }',
    'redact',
    '{ round: 100 }',
  ],
  'user.name': [
    'initial',
    'redact',
    'pseudonym',
    '{ pseudonym: { length: 32, scope: shared } }',
    '{ partial: { first: 2, last: 1, fill: "#" } }',
    '{ constant: "somebody" }',
    '{ prefix: 3 }',
  ],
  'user.contact.email': ['email', 'initial', 'pseudonym', 'last4'],
  'user.government_id': ['last4', 'redact', 'pseudonym'],
  'user.demographic.date_of_birth': ['year', 'month', '{ bucket: 30 }', 'redact', '{ constant: "2000-01-01" }'],
  'user.contact.address.city': ['initial', 'pseudonym', '"null"'],
  'user.contact': ['initial', '"null"'],
  'user.behavior': ['{ bucket: 50 }', '{ round: 10 }', 'hash_id', 'redact', '{ constant: 5 }'],
  'user.settings': ['redact', '"null"', '{ constant: true }'],
  'user.content': ['redact', 'initial'],
  'system.operations': ['year', 'month', 'redact'],
  user: ['redact', '"null"'],
  system: ['"null"'],
};

const conditions: readonly string[] = [
  "CITY <> 'Paris'",
  "CITY is null or CITY in ('Oslo', 'Berlin')",
  'score > 0 and not (score between 100 and 500)',
  "lower(name) like 'a%' or name is null",
  "coalesce(email, '-') <> '-'",
  'active',
  'active is not true',
  'id >= 7 or score is null',
  "ssn ilike '1%'",
];

/** A configuration at random; the same data stand in a relation and behind a resource. */
export function inventPolicy(random: Random, places: PolicyPlaces): string {
  const bases = purposes.map(
    (purpose) =>
      `  ${purpose}: { basis: ${random.pick(['contract', 'consent', 'consent', 'legitimate_interests', 'legitimate_interests'])} }`,
  );
  const rules = Array.from({ length: random.integer(3, 8) }, (_, index) => inventRule(random, index));
  const hasSubject = random.chance(0.9);
  const retain = random.chance(0.5)
    ? `${random.integer(1, 8)}y${random.integer(0, 11)}mo${random.integer(0, 40)}d`
    : null;
  const withRecorded = random.chance(0.5);
  const columns = Object.entries(categories).filter(() => random.chance(0.95));
  const named = columns.map(([name]) => name);
  const scans = random.chance(0.7);
  const isScanned = (name: string) => name === 'notes' && scans;
  const subject = hasSubject && named.includes('id');
  return `
version: 1
listen: { postgres: { port: 0 }, http: { port: 0 } }
log: { level: silent }
keys: { pseudonym: [{ id: k1, secret: "${pseudonymKey}" }] }
stores:
  shop: { kind: postgres, url: "${places.databaseUrl}", tls: { mode: disable } }
  crm: { kind: http, url: "${places.serviceUrl}", mount: /crm }
purposes:
${bases.join('\n')}
recipients:
  house: { role: controller }
  guest: { role: controller, categories: [${random.pick(['user.name, user.unique_id', 'user, system', 'user.contact, system'])}] }
principals:
${['app', 'visitor'].map((name) => `  ${name}: { recipient: ${name === 'app' ? 'house' : 'guest'}, purposes: [${purposes.join(', ')}], training: { care: ${random.pick(['2020-01-01', '2090-01-01'])} }, auth: { password: pw, ${keyOf(name).slice(2)} }`).join('\n')}
consent:
  source:
    store: shop
    relation: public.consents
    subject: person
    purpose: purpose
    granted: state = 'given'
    ${random.chance(0.7) ? 'until: expires' : ''}
    ${random.chance(0.5) ? "objected: state = 'refused'" : ''}
    ${withRecorded ? 'recorded_at: recorded' : ''}
  max_age: 30s
data:
  - store: shop
    relation: public.people
    ${subject ? 'subject: { kind: person, column: id }' : ''}
    ${retain !== null && named.includes('created') ? `retain: { column: created, for: ${retain} }` : ''}
    columns: { ${columns.map(([name, category]) => `${name}: { category: ${category}, scan: ${isScanned(name)} }`).join(', ')} }
  - store: crm
    resource: GET /people
    records: $.people[*]
    ${subject ? 'subject: { kind: person, field: id }' : ''}
    ${retain !== null && named.includes('created') ? `retain: { field: created, for: ${retain} }` : ''}
    fields: { ${columns.map(([name, category]) => `"${members[name]?.[0]}": { category: ${category}, type: ${members[name]?.[1]}, scan: ${isScanned(name)} }`).join(', ')} }
rules:
${rules.join('\n')}
`;
}

function inventRule(random: Random, index: number): string {
  const fields = Object.keys(masks)
    .filter((category) => random.chance(category === 'user.content' ? 0.9 : 0.55))
    .map((category) => {
      // Of texts that are looked through there are to be some.
      const choice = category === 'user.content' ? random.integer(1, 3) : random.integer(0, 5);
      if (choice <= 2) return `${category}: pass`;
      if (choice === 3) return `${category}: withhold`;
      return `${category}: { mask: ${random.pick(masks[category] ?? ['"null"'])} }`;
    });
  const condition = random.chance(0.35) ? random.pick(conditions) : null;
  const rows =
    condition === null
      ? ''
      : `, rows: { "shop:public.people": "${condition.replaceAll('CITY', 'city')}", "crm:GET /people": "${condition.replaceAll('CITY', 'address.city')}" }`;
  const when = random.chance(0.25)
    ? `, when: ${random.pick(['{ principal: app }', '{ recipient: guest }', '{ without_training: care }'])}`
    : '';
  const more = `${random.chance(0.15) ? `, limit: { rows: ${random.integer(1, 12)} }` : ''}${random.chance(0.3) ? ', withhold: absent' : ''}`;
  return `  - { name: rule ${index}, purpose: ${random.pick(purposes)}${when}, fields: { ${fields.join(', ')} }${rows}${more} }`;
}
