import { keyOf, pseudonymKey } from './http-gateway.js';

/** A contacts service, and three purposes: clear, masked, little. */
export const reference = (
  more: {
    readonly data?: string;
    readonly rules?: string;
    readonly purposes?: string;
    readonly principals?: string;
    readonly store?: string;
    readonly listen?: string;
  } = {},
): string => `
version: 1
listen: { postgres: { port: 0 }, http: { port: 0${more.listen ?? ''} } }
keys: { pseudonym: [{ id: k1, secret: "${pseudonymKey}" }] }
stores:
  crm: { kind: http, url: "http://127.0.0.1:{PORT}", mount: /crm${more.store ?? ''} }
purposes:
  fulfilment: { basis: contract }
  research: { basis: public_task }
  sale: { basis: contract, sale_or_share: true }
${more.purposes ?? ''}
recipients: { house: { role: controller } }
principals:
  clerk: { recipient: house, purposes: [fulfilment], auth: ${keyOf('clerk')} }
  scholar: { recipient: house, purposes: [research], auth: ${keyOf('scholar')} }
  broker: { recipient: house, purposes: [sale, fulfilment], auth: ${keyOf('broker')} }
${more.principals ?? ''}
data:
  - store: crm
    resource: GET /v1/contacts
    records: $.items[*]
    subject: { kind: customer, field: id }
    query: [page, limit, { name: city, field: address.city }, { name: q, field: email }, { name: sort, values: { name: name, "-email": email } }]
    headers: { x-total-count: system.operations, x-owner: user.name }
    envelope: { total: system.operations, next: system.operations }
    fields: &fields
      id: user.unique_id
      name: user.name
      email: user.contact.email
      ssn: user.government_id
      born: user.demographic.date_of_birth
      address.city: user.contact.address.city
      address.postcode: user.contact.address.postal_code
      devices[*].ip: user.device.ip_address
      note: user.content
      created: system.operations
  - store: crm
    resource: GET /v1/contacts/{id}
    subject: { kind: customer, field: id }
    fields: *fields
  - store: crm
    resource: POST /v1/contacts
    subject: { kind: customer, field: id }
    fields: *fields
  - store: crm
    resource: PATCH /v1/contacts/{id}
    subject: { kind: customer, field: id }
    fields: *fields
  - store: crm
    resource: DELETE /v1/contacts/{id}
    subject: { kind: customer, field: id }
    fields: *fields
  - store: crm
    resource: DELETE /v1/addresses/{number}
    parameters: { number: null }
    fields: { email: user.contact.email }
${more.data ?? ''}
rules:
  - name: deliver
    purpose: fulfilment
    fields: { system: pass, user.unique_id: pass, user.name: pass, user.contact: pass, user.government_id: { mask: last4 } }
    write: [user.contact, system]
    rows: { "crm:GET /v1/contacts": "address.city <> 'Paris' or address.city is null", "crm:GET /v1/contacts/{id}": "address.city <> 'Paris' or address.city is null" }
  - name: study
    purpose: research
    fields: { system: pass, user.unique_id: { mask: hash_id }, user.demographic: { mask: year }, user.name: { mask: pseudonym }, user.contact.address.city: pass, user.device: { mask: { ip_prefix: { v4: 24, v6: 48 } } } }
    limit: { rows: 1000 }
  - name: sell
    purpose: sale
    fields: { user.contact.email: pass, system: pass }
${more.rules ?? ''}
`;
