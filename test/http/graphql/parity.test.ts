import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, type GraphQLScalarType, graphql } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { Random } from '../../oracle/random.js';
import { requestBytes } from '../http-gateway.js';
import { parityStage } from '../parity/parity-stage.js';
import { inventPeople, printPerson, type StoredPerson } from '../parity/people.js';
import { purposes } from '../parity/policy.js';
import { exchangeRaw } from '../raw-client.js';
import { json, type Script } from '../service.js';

const ROUNDS = Number(process.env.PARITY_ROUNDS ?? 12);

const sdl = `
  scalar Long
  type Person { id: Long!, name: String, email: String, ssn: String, born: String, city: String, score: Int, active: Boolean, created: String, notes: String, secret: String }
  type Query { people: [Person!]! }
`;

const stage = parityStage();
beforeAll(() => writeFile(join(stage.directory, 'people.graphql'), sdl));

/** The configuration with a GraphQL resource beside the other, of which the very same is said. */
function withGraphql(yaml: string): string {
  const flat = (text: string) => text.replaceAll('address.city', 'city');
  const resource = / {2}- store: crm\n {4}resource: GET \/people\n[\s\S]*?\n(?=rules:)/.exec(yaml)?.[0] ?? '';
  const part = (name: string) => new RegExp(`${name}: (\\{.*\\})`).exec(resource)?.[1] ?? null;
  const said = ['subject', 'retain'].flatMap((name) => (part(name) === null ? [] : [`${name}: ${part(name)}`]));
  const fields = (part('fields') ?? '{}').replace(/"(?:address\.)?(\w+)":/g, 'Person.$1:');
  const twin = `  - store: crm
    resource: POST /graphql
    graphql: { schema: people.graphql, types: { Person: { ${said.join(', ')} } } }
    fields: ${fields}
`;
  return yaml
    .replace(/(?<=\n)(?=rules:\n)/, twin)
    .replace(
      /"crm:GET \/people": "([^"]*)"/g,
      (same, condition) => `${same}, "crm:POST /graphql Person": "${flat(condition)}"`,
    );
}

const schema = buildSchema(sdl);
// Numbers stay exact: a text that is made a number where it is printed.
(schema.getType('Long') as GraphQLScalarType).serialize = (value) => `long:${value}`;

function serve(people: readonly StoredPerson[]): Script {
  const rest = `{"people": [${people.map(printPerson).join(', ')}]}`;
  return async (request) => {
    if (request.startsWith('GET')) return json(rest);
    const { query } = JSON.parse(request.slice(request.indexOf('\r\n\r\n') + 4));
    const rootValue = { people: people.map((person) => ({ ...person, secret: 'UNDECLARED' })) };
    const answer = JSON.stringify(await graphql({ schema, source: query, rootValue }));
    return json(answer.replace(/"long:(-?\d+)"/g, '$1'));
  };
}

/** Each person as it is seen, without what is null, in an order of its own. */
type Seen = readonly string[] | 'refused';

async function seen(principal: string, purpose: string, request: Parameters<typeof requestBytes>[1]): Promise<Seen> {
  const headers = [`Damask-Purpose: ${purpose}`, ...(request.headers ?? [])];
  const answer = await exchangeRaw(stage.addresses.http?.port ?? 0, requestBytes(principal, { ...request, headers }));
  const text = answer.body.toString();
  if (answer.status === 403) return 'refused';
  expect(answer.status, text).toBe(200);
  expect(text).not.toContain('UNDECLARED');
  const parsed = JSON.parse(text.replace(/(?<=": ?)(-?\d+)(?=[,}])/g, '"number:$1"'));
  const people: Record<string, unknown>[] = (parsed.data ?? parsed).people;
  return people
    .map(({ address, ...members }) => {
      const flat = Object.entries({ ...members, ...(address as object) });
      return JSON.stringify(flat.filter(([, value]) => value !== null).sort());
    })
    .sort();
}

const query = '{ people { id name email ssn born city score active created notes secret } }';

test('the same records behind a route and behind a schema: both disclose the same fields, values and records', async () => {
  const outcomes = { refused: 0, records: 0, values: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = 5_261_126 + round;
    const random = new Random(seed);
    const people = inventPeople(random);
    stage.service.script = serve(people);
    await stage.turn(random, withGraphql);
    for (const principal of ['app', 'visitor']) {
      for (const purpose of purposes) {
        const rest = await seen(principal, purpose, { path: '/crm/people' });
        const asked = await seen(principal, purpose, {
          method: 'POST',
          path: '/crm/graphql',
          headers: ['Content-Type: application/json'],
          body: JSON.stringify({ query }),
        });
        const where = `seed ${seed}, ${principal} for ${purpose}`;
        expect(asked, where).toEqual(rest);
        if (rest === 'refused') outcomes.refused += 1;
        else {
          outcomes.records += rest.length;
          outcomes.values += rest.join().split('],[').length;
        }
      }
    }
  }
  // The policies were no idle ones.
  expect(outcomes.records).toBeGreaterThan(ROUNDS * 5);
  expect(outcomes.values).toBeGreaterThan(ROUNDS * 10);
}, 300_000);
