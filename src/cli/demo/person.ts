import { type Place, places } from './places.js';
import type { Random } from './random.js';

/** A customer as far as it is a person. Nobody real: mail domains are reserved (RFC 2606), phones and numbers not in use. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly governmentId: string;
  /** ISO date. */
  readonly born: string;
  readonly street: string;
  readonly postcode: string;
  readonly city: string;
  readonly country: string;
}

const domains = ['example.com', 'example.org', 'example.net', 'mail.example', 'post.example'];

/** `number` makes the address unique. */
export function inventPerson(random: Random, number: number): Person {
  const place = pickPlace(random);
  const given = random.pick(place.given);
  const family = random.pick(place.family);
  const [city, postcode] = random.pick(place.cities);
  return {
    name: place.familyFirst ? `${family} ${given}` : `${given} ${family}`,
    email: `${mailbox(given, family, number)}@${random.pick(domains)}`,
    phone: random.fill(place.phone),
    governmentId: random.fill(place.governmentId),
    born: `${random.integer(1938, 2007)}-${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`,
    street: place.address.replace('{s}', random.pick(place.streets)).replace('{n}', String(random.integer(1, 180))),
    postcode: random.fill(postcode),
    city,
    country: place.country,
  };
}

function pickPlace(random: Random): Place {
  let left = random.integer(
    1,
    places.reduce((sum, place) => sum + place.share, 0),
  );
  for (const place of places) {
    left -= place.share;
    if (left <= 0) return place;
  }
  return random.pick(places);
}

function mailbox(given: string, family: string, number: number): string {
  const plain = [given, family].map(latin).filter((part) => part !== '');
  return plain.length === 0 ? `customer${number}` : `${plain.join('.')}${number}`;
}

/** Lower-case ASCII letters: accents fall off, letters without a Latin form go. */
function latin(text: string): string {
  return text
    .normalize('NFD')
    .replace(/ß/g, 'ss')
    .replace(/[łŁ]/g, 'l')
    .replace(/ı/g, 'i')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
