import { askContacts, type ContactsDoor, type SeenContact } from './ask-contacts.js';
import type { Person } from './people.js';
import { layOut } from './table.js';
import { type Viewer, viewers } from './viewers.js';

export interface ContactDoors {
  /** Straight to the service, past the gateway. */
  readonly service: ContactsDoor;
  readonly throughGateway: (viewer: Viewer) => ContactsDoor;
}

const members: readonly (readonly [name: string, read: (contact: SeenContact) => string | undefined])[] = [
  ['name', ({ name }) => name],
  ['email', ({ email }) => email],
  ['ssn', ({ ssn }) => ssn],
  ['dob', ({ dob }) => dob],
  ['address.city', ({ address }) => address?.city],
];

/** What the contacts service holds of the people, and what each principal sees of them through the gateway. */
export async function showContacts(doors: ContactDoors, people: readonly Person[]): Promise<string> {
  const seen = await Promise.all([doors.service, ...viewers.map(doors.throughGateway)].map(askContacts));
  const heads = ['', 'the service', ...viewers.map(({ principal }) => principal)];
  const blocks = people.map((person) => {
    const contacts = seen.map((all) => findContact(all, person));
    const rows = members.map(([name, read]) => [
      name,
      ...contacts.map((contact, index) =>
        contact === undefined ? (index === 0 ? '' : '(no record)') : (read(contact) ?? '-'),
      ),
    ]);
    return `Of somebody who ${person.caption}:\n\n${layOut([heads, ...rows])}`;
  });
  return [
    'GET /crm/v1/contacts',
    ...blocks,
    'A dash is a member that was left out. How many records there are:',
    layOut([heads, ['contacts', ...seen.map((all) => String(all.length))]]),
    '',
  ].join('\n\n');
}

/** By mail address, or by what is left when that can't be seen. */
function findContact(contacts: readonly SeenContact[], person: Person): SeenContact | undefined {
  return contacts.find(({ email, address, dob }) =>
    email === undefined
      ? address?.city === person.city && dob?.slice(0, 4) === person.born.slice(0, 4)
      : email === person.email,
  );
}
