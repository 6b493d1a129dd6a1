import type { Person } from './person.js';
import type { Random } from './random.js';

/** Free text as people write it: names, addresses and numbers of their own in the middle of a sentence. */
export interface TicketText {
  readonly subject: string;
  readonly body: string;
}

type Sentence = (person: Person) => string;

const notes: readonly Sentence[] = [
  () => 'Prefers delivery in the morning.',
  (person) => `Asked to be called on ${person.phone}, not by mail.`,
  (person) => `Leave parcels with the neighbour, ${person.street}.`,
  () => 'Allergic to lavender; no scented wrapping.',
  (person) => `Second address on file: ${person.email.replace('@', '+work@')}`,
  (person) => `Identity checked against ${person.governmentId}.`,
];

const tickets: readonly (readonly [subject: string, body: Sentence])[] = [
  [
    'Parcel did not arrive',
    (p) => `Hello, my parcel never came. I live at ${p.street}, ${p.postcode} ${p.city}. Thanks, ${p.name}`,
  ],
  ['Please change my address', (p) => `New mail address: ${p.email}. The old one no longer works.`],
  ['Refund', (p) => `Where is my money? Call me on ${p.phone}. ${p.name}`],
  ['Wrong colour', () => 'I ordered blue and got green. Can I send it back?'],
  ['Invoice', (p) => `My accountant needs the invoice with my number ${p.governmentId}, please.`],
  ['Delete my data', (p) => `I am ${p.name}, born ${p.born}. Please delete everything you hold about me.`],
];

/** What a clerk wrote about the customer; null for most. */
export function inventNote(random: Random, person: Person): string | null {
  return random.chance(0.3) ? random.pick(notes)(person) : null;
}

export function inventTicket(random: Random, person: Person): TicketText {
  const [subject, body] = random.pick(tickets);
  return { subject, body: body(person) };
}
