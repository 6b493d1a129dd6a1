import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HttpGateway, keyOf, openHttpGateway, pseudonymKey } from '../http-gateway.js';
import type { RawAnswer } from '../raw-client.js';
import { type Asked, contactsService, type Person, sdl } from './contacts.js';

export const path = '/crm/graphql';

/** What a test changes of the configuration. */
export interface GraphqlVariant {
  readonly graphql?: string;
  readonly rules?: string;
  /** The condition on contacts of `fulfilment`; null: none. */
  readonly rows?: string | null;
  /** Where the table `consents` is: with it there is a purpose that rests on consent. */
  readonly consent?: string;
}

/** A contacts service that speaks GraphQL, and purposes that see it clear, masked, or hardly. */
export const configuration = (
  schema: string,
  { graphql, rules, consent, rows = "city <> 'Paris' or city is null" }: GraphqlVariant = {},
): string => `
version: 1
listen: { postgres: { port: 0 }, http: { port: 0 } }
keys: { pseudonym: [{ id: k1, secret: "${pseudonymKey}" }] }
stores:
  crm: { kind: http, url: "http://127.0.0.1:{PORT}", mount: /crm }
${consent === undefined ? '' : `  shop: { kind: postgres, url: "${consent}", tls: { mode: disable }, unlisted: refuse }`}
purposes:
  fulfilment: { basis: contract }
  research: { basis: public_task }
  sale: { basis: contract, sale_or_share: true }
${consent === undefined ? '' : '  offers: { basis: consent }'}
recipients: { house: { role: controller } }
principals:
  clerk: { recipient: house, purposes: [fulfilment], auth: ${keyOf('clerk')} }
  scholar: { recipient: house, purposes: [research], auth: ${keyOf('scholar')} }
${consent === undefined ? '' : `  mailer: { recipient: house, purposes: [offers], auth: ${keyOf('mailer')} }`}
  broker: { recipient: house, purposes: [sale], auth: ${keyOf('broker')} }
data:
  - store: crm
    resource: POST /graphql
    headers: { x-total-count: system.operations }
    graphql:
      schema: ${schema}
${
  graphql ??
  `      types: { Contact: { subject: { kind: customer, field: id } } }
      inputs:
        Query.contact(id:): { finds: Contact.id }
        Query.contacts(orderBy:): { values: { NAME: Contact.name, EMAIL: Contact.email } }
        Query.contacts(first:): null
        Contact.friends(first:): null
        ContactFilter.id: Contact.id
        ContactFilter.email: Contact.email
        ContactFilter.city: Contact.city
        ContactInput.name: Contact.name
        ContactInput.email: Contact.email
        ContactInput.ssn: Contact.ssn
        Mutation.change(id:): { finds: Contact.id }
        Mutation.rename(id:): { finds: Contact.id }
        Mutation.rename(name:): Contact.name
        Mutation.remove(id:): { finds: Contact.id }
      mutations: { change: [Contact.name, Contact.email], rename: [Contact.name], remove: [Contact] }
      persisted: { "${'a'.repeat(64)}": "{ contacts { id } }" }`
}
    fields:
      Contact.id: { category: user.unique_id, type: int8 }
      Contact.name: user.name
      Contact.email: user.contact.email
      Contact.ssn: user.government_id
      Contact.born: user.demographic.date_of_birth
      Contact.created: system.operations
      Contact.city: user.contact.address.city
      Contact.tags: user.content
      Contact.address: user.contact.address
      Address.city: user.contact.address.city
      Company.id: system.operations
      Company.name: system.operations
      Query.count: system.operations
      Query.broken: user.content
rules:
  - name: deliver
    purpose: fulfilment
    fields: { system: pass, user.unique_id: pass, user.name: pass, user.contact: pass, user.government_id: { mask: last4 } }
    write: [user.name, user.contact, user.unique_id]
${rows === null ? '' : `    rows: { "crm:POST /graphql Contact": "${rows}" }`}
  - name: study
    purpose: research
    fields: { system: pass, user.unique_id: { mask: hash_id }, user.demographic: { mask: year }, user.name: { mask: pseudonym }, user.contact.address.city: pass }
    limit: { rows: 1000 }
  - name: sell
    purpose: sale
    fields: { user.contact.email: pass, system: pass }
    write: [user.contact.email]
${rules ?? ''}
${
  consent === undefined
    ? ''
    : `  - { name: offer, purpose: offers, fields: { user.unique_id: pass, user.name: pass, user.contact: pass, system: pass }, write: [user.name] }
consent:
  source: { store: shop, relation: public.consents, subject: customer_id, purpose: purpose, granted: "state = 'given'", until: expires }
  max_age: 10s`
}
`;

export interface GraphqlGateway extends HttpGateway {
  readonly asked: Asked[];
  serve(people: readonly Person[]): void;
  /** A POST of this body. */
  post(principal: string, body: unknown, headers?: readonly string[]): Promise<RawAnswer>;
  /** What comes back of a query that is answered. */
  query(principal: string, query: string, variables?: object): Promise<Answered>;
}

export interface Answered {
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the form that its query gives it
  readonly data: any;
  readonly errors?: unknown;
}

export async function openGraphqlGateway(variant: GraphqlVariant, people: readonly Person[]): Promise<GraphqlGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'damask-graphql-'));
  const file = join(directory, 'contacts.graphql');
  await writeFile(file, sdl);
  const gateway = await openHttpGateway(configuration(file, variant));
  const asked: Asked[] = [];
  gateway.service.script = contactsService(people, asked);
  const post: GraphqlGateway['post'] = (principal, body, headers = []) =>
    gateway.ask(principal, {
      method: 'POST',
      path,
      headers: ['Content-Type: application/json', ...headers],
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    ...gateway,
    asked,
    serve: (served) => {
      gateway.service.script = contactsService(served, asked);
    },
    post,
    query: async (principal, query, variables) => {
      const answer = await post(principal, { query, ...(variables === undefined ? {} : { variables }) });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
      return JSON.parse(answer.body.toString('utf8'));
    },
    close: async () => {
      await gateway.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
