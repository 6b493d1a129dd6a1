import type { Random } from '../../oracle/random.js';

/** A person, as both stores hold it. Times are RFC 3339. */
export interface StoredPerson {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly ssn: string | null;
  readonly born: string | null;
  readonly city: string | null;
  readonly score: number | null;
  readonly active: boolean | null;
  readonly created: string | null;
  readonly notes: string | null;
}

export interface StoredConsent {
  readonly person: string;
  readonly purpose: string;
  readonly state: string;
  readonly expires: string | null;
  readonly recorded: string;
}

const names = ['Ada Lovelace', 'Zoë', '', 'Ærøskøbing 😀', 'O\'Neil "x"', '李雷', 'a\\b', 'x'];
const emails = ['ada@example.com', 'no mail', 'a@b@c.example', '@', 'x@EXAMPLE.org', ''];
const notes = [
  'rang twice',
  '',
  'ask jane@example.com or +49 (0)171 123-4567',
  'paid with 4111 1111 1111 1111 on 2024-05-17 10:30, IBAN DE89 3704 0044 0532 0130 00',
  '{"mail": "jane@example.com"}',
  '李雷：用户@例え.jp。 ssn 078-05-1120, from 10.1.2.3 or fe80::1',
  'amFuZUBleGFtcGxlLmNvbQ==',
  'O\'Neil "said" a\\b 😀 jane%40example.com',
];
const cities = ['Berlin', 'Paris', 'Oslo', 'São Paulo', ''];
const ids = [
  '1',
  '2',
  '7',
  '-5',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '0',
  '42',
  '4711',
  '100',
  '101',
];

export function inventPeople(random: Random): readonly StoredPerson[] {
  const some = <T>(value: () => T): T | null => (random.chance(0.15) ? null : value());
  return ids.map((id) => ({
    id,
    name: some(() => random.pick(names)),
    email: some(() => random.pick(emails)),
    ssn: some(() => random.pick(['123-45-6789', '1234567', '12345678', '', '9'])),
    born: some(() => `${random.integer(1900, 2020)}-${pad(random.integer(1, 12))}-${pad(random.integer(1, 28))}`),
    city: some(() => random.pick(cities)),
    score: some(() => random.integer(-1000, 1000)),
    active: some(() => random.chance(0.5)),
    created: some(
      () =>
        `${random.integer(2015, 2026)}-${pad(random.integer(1, 11))}-${pad(random.integer(1, 28))}T10:${pad(random.integer(0, 59))}:00Z`,
    ),
    notes: some(() => random.pick(notes)),
  }));
}

export function inventConsents(random: Random, purposes: readonly string[]): readonly StoredConsent[] {
  return ids.flatMap((person) =>
    purposes.flatMap((purpose) =>
      Array.from({ length: random.integer(0, 2) }, (_, index) => ({
        person,
        purpose,
        state: random.pick(['given', 'given', 'refused', 'withdrawn']),
        expires: random.chance(0.3) ? random.pick(['2020-01-01T00:00:00Z', '2090-01-01T00:00:00Z']) : null,
        recorded: `202${index}-0${random.integer(1, 2)}-01T00:00:00Z`,
      })),
    ),
  );
}

/** The person as the service tells of it: numbers stay exact, so it is written by hand. */
export function printPerson(person: StoredPerson): string {
  const { id, city, ...rest } = person;
  const members = Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{"id": ${id}, ${members.join(', ')}, "address": {"city": ${JSON.stringify(city)}, "secret": "UNDECLARED"}}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');
