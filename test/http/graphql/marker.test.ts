import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../../oracle/random.js';
import { contactsService, type Person } from './contacts.js';
import { type GraphqlGateway, openGraphqlGateway } from './graphql-gateway.js';

const ROUNDS = Number(process.env.GRAPHQL_ROUNDS ?? 150);
const marker = 'MARKER';

/** Every value that `scholar` sees masked or not at all holds the marker; ids are masked too. */
const people: readonly Person[] = [1, 2, 3].map((id) => ({
  id: String(9_000_000_000_00 + id),
  name: `${marker} name ${id}`,
  email: `${marker}.${id}@example.com`,
  ssn: `${marker}-${id}`,
  born: '1977-07-07',
  created: '2026-01-01',
  city: 'Oslo',
}));
/** What must not come out: the marker in any writing, ids, days of birth. */
const planted = /MARKER|TUFSS0VS|4d41524b4552|90000000000\d|1977-07-07/i;

let gateway: GraphqlGateway;
beforeAll(async () => {
  gateway = await openGraphqlGateway({}, people);
});
afterAll(() => gateway?.close());

const scalars: Readonly<Record<string, readonly string[]>> = {
  Contact: ['id', 'name', 'email', 'ssn', 'born', 'created', 'city', 'tags', 'extra', '__typename'],
  Company: ['id', 'name', 'vat', '__typename'],
  Address: ['street', 'city', '__typename'],
  Query: ['count', 'broken', '__typename'],
};
const objects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Contact: { address: 'Address', friends: 'Contact', boss: 'Contact', company: 'Company' },
  Company: {},
  Address: {},
  Query: { contacts: 'Contact', nodes: 'Node', parties: 'Party', company: 'Company' },
};
const abstract: Readonly<Record<string, readonly string[]>> = {
  Node: ['Contact', 'Company'],
  Party: ['Contact', 'Company'],
};
/** Names of fields that may be seen, and of those that may not, as aliases for each other. */
const aliases = ['city', 'id', 'ssn', 'name', 'created', 'data', 'errors', '__proto', 'damask_id', 'damask___typename'];

/** A query at random, most of which are valid. */
function invent(random: Random): { readonly query: string; readonly variables: object } {
  const fragments: string[] = [];
  const selection = (type: string, depth: number): string => {
    const parts = Array.from({ length: random.integer(1, 5) }, () => part(type, depth));
    return `{ ${parts.join(' ')} }`;
  };
  const part = (type: string, depth: number): string => {
    const possible = abstract[type];
    if (possible !== undefined) {
      if (random.chance(0.2)) return type === 'Node' ? 'id' : '__typename';
      const one = random.pick(possible);
      return `... on ${one} ${selection(one, depth)}`;
    }
    if (random.chance(0.15)) {
      const name = `F${fragments.length}`;
      fragments.push('');
      fragments[Number(name.slice(1))] = `fragment ${name} on ${type} ${selection(type, depth + 1)}`;
      return `...${name}`;
    }
    if (random.chance(0.1)) return `... ${random.pick(['', '@include(if: $yes)'])} ${selection(type, depth + 1)}`;
    const inner = Object.entries(objects[type] ?? {});
    const alias = random.chance(0.5)
      ? `${random.pick(aliases)}${random.chance(0.6) ? random.integer(0, 99) : ''}: `
      : '';
    const directive = random.chance(0.1) ? random.pick([' @skip(if: $no)', ' @include(if: $yes)']) : '';
    if (depth < 4 && inner.length > 0 && random.chance(0.5)) {
      const [field, of] = random.pick(inner);
      return `${alias}${field}${directive} ${selection(of, depth + 1)}`;
    }
    return `${alias}${random.pick(scalars[type] ?? ['__typename'])}${directive}`;
  };
  const body = selection('Query', 0);
  return {
    query: `query A($yes: Boolean = true, $no: Boolean = false) { t: count @include(if: $yes) @skip(if: $no) ...Q } fragment Q on Query ${body} ${fragments.join(' ')}`,
    variables: random.chance(0.5) ? {} : { yes: true, no: false },
  };
}

test('nothing that was planted comes out, whatever is asked', async () => {
  const counts = { answered: 0, values: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const random = new Random(20_261_126 + round);
    const asked = invent(random);
    const answer = await gateway.post('scholar', asked);
    const text = answer.bytes.toString('utf8');
    expect(planted.exec(text)?.[0], `seed ${20_261_126 + round}: ${asked.query}`).toBeUndefined();
    if (answer.status !== 200) continue;
    counts.answered += 1;
    counts.values += text.match(/"Oslo"|1977-01-01|2026-01-01|[0-9a-f]{16}/g)?.length ?? 0;
  }
  // The queries were no idle ones.
  expect(counts.answered).toBeGreaterThan(ROUNDS / 4);
  expect(counts.values).toBeGreaterThan(ROUNDS);
  expect(gateway.log()).not.toMatch(planted);
}, 300_000);

test('what was planted does come out where the gateway is not asked', async () => {
  const { data } = await gateway.query('clerk', '{ contacts { name } }');
  expect(JSON.stringify(data)).toMatch(planted);
  const asked: never[] = [];
  const request = 'POST / HTTP/1.1\r\n\r\n{"query": "{ contacts { ssn tags extra born } }"}';
  const answer = await contactsService(people, asked)(request, null as never);
  expect(String(answer)).toMatch(planted);
});
