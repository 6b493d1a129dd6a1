import { describe, expect, test } from 'vitest';
import { caseGateway, expectRefused } from '../cases/case-gateway.js';
import { reference } from '../reference.js';
import { json } from '../service.js';

/** Parameters of which the data map says nothing but their names. The scholar sees pseudonyms of ids, and no addresses or numbers. */
const gateway = caseGateway(
  reference({
    data: `
  - store: crm
    resource: GET /v1/free
    records: "$.items[*]"
    query: [page, limit, sort, order_by, orderBy, $orderby, filter, $filter, where, q, email_like, ssn_prefix, "email[]", "filter[email]", "filter[city]", EMAIL, customerId, postalcode, { name: after_id, field: id }, { name: page_id, field: null }, { name: free, field: null }, { name: by, values: [ssn, city] }]
    fields: { id: user.unique_id, email: user.contact.email, ssn: user.government_id, name: user.name, address.city: user.contact.address.city, address.postal_code: user.contact.address.postal_code }`,
  }),
);
const ask = async (query: string, principal = 'scholar') => {
  gateway.it.service.script = () => json('{"items": []}');
  return await gateway.it.ask(principal, { path: `/crm/v1/free?${query}` });
};
const encoded = encodeURIComponent;

describe('a parameter that nobody described does not find or sort by what may not be read', () => {
  test.each([
    ...['email_like=a', 'ssn_prefix=078', 'email[]=a', 'email%5B%5D=a', 'filter[email]=a', 'EMAIL=a', 'customerId=7'],
    ...[
      'postalcode=E1',
      'sort=ssn',
      'sort=-email',
      'sort=SSN',
      'sort=address.postalCode',
      'sort=city,ssn',
      'sort=+ssn',
    ],
    ...['order_by=ssn:desc', 'orderBy=ssn%20ASC', '$orderby=ssn', 'sort=id', 'sort=%2573sn', 'sort=%252573sn'],
    ...['sort=created_at', 'sort=1', 'sort=_score', 'q=email:a', 'q=%EF%BD%93%EF%BD%93%EF%BD%8E', 'by=ssn'],
    ...[
      '{"ssn":"078"}',
      '{"\\u0073sn":"078"}',
      '{"$or":[{"s\\x73n":1}]}',
      "ssn eq '078'",
      "startswith(ssn,'078')",
      'ssn==078*',
      'ssn|eq|1',
      'contact.ssn>1',
      'undeclared eq 1',
      '{"undeclared":"x"}',
    ].flatMap((expression) => [`filter=${encoded(expression)}`, `where=${encoded(expression)}`]),
    `q=${encoded('{"ssn":"078"}')}`,
    `page=${encoded('1 and ssn > 1')}`,
    `q=${'a+'.repeat(2_500)}`,
  ])('%s', async (query) => {
    expectRefused(await ask(query), 403, 'refused');
    expect(gateway.it.service.requests).toEqual([]);
  });

  test.each([
    ['page=2&limit=10', '?page=2&limit=10'],
    ['sort=city', '?sort=city'],
    ['sort=-address.city,city:desc', '?sort=-address.city%2Ccity%3Adesc'],
    ['sort=', '?sort='],
    ['filter[city]=Paris', '?filter%5Bcity%5D=Paris'],
    [`filter=${encoded("city eq 'O''Hara' and city ne 1")}`, `?filter=${encoded("city eq 'O''Hara' and city ne 1")}`],
    [`where=${encoded('{"city":"Paris"}')}`, `?where=${encoded('{"city":"Paris"}')}`],
    ['q=hidden+things', '?q=hidden%20things'],
    ['page_id=7', '?page_id=7'],
    ['free=ssn', '?free=ssn'],
    ['by=city', '?by=city'],
  ])('what speaks of nothing that is hidden goes on: %s', async (query, sent) => {
    expect((await ask(query)).status).toBe(200);
    expect(gateway.it.service.requests.at(-1)?.split(' ')[1]).toBe(`/v1/free${sent}`);
  });

  test('a parameter that gives a field takes its pseudonyms alone', async () => {
    expectRefused(await ask('after_id=seven'), 403, 'refused');
    expect((await ask('after_id=7')).status).toBe(200);
    expect(gateway.it.service.requests.at(-1)).not.toContain('after_id=7 ');
  });

  test('who reads the fields may find and sort by them', async () => {
    for (const query of [
      'email_like=a',
      'sort=-email',
      'q=email:a',
      `filter=${encoded("email eq 'a'")}`,
      'customerId=7',
    ])
      expect((await ask(query, 'clerk')).status).toBe(200);
    expectRefused(await ask('sort=ssn', 'clerk'), 403, 'refused');
  });
});
