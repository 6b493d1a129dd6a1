import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpGateway, openHttpGateway } from './http-gateway.js';
import { exchangeRaw } from './raw-client.js';
import { reference } from './reference.js';
import { json } from './service.js';

const issuer = 'https://id.example';
type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** An identity provider's key set, which a test may change. */
interface Provider {
  readonly url: string;
  keys: object[];
  asked: number;
  close(): Promise<void>;
}

async function openProvider(): Promise<Provider> {
  const provider = { keys: [] as object[], asked: 0, url: '', close: async () => {} };
  const server: Server = createServer((_, response) => {
    provider.asked += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: provider.keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  provider.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return provider;
}

let provider: Provider;
let gateway: HttpGateway;
let key: Key;
let otherKey: Key;

beforeAll(async () => {
  provider = await openProvider();
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  otherKey = (await generateKeyPair('ES256')).privateKey;
  provider.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }];
  const jwt = (more: string) =>
    `{ jwt: { issuer: "${issuer}", audience: damask, jwks: "${provider.url}", algorithms: [ES256]${more} } }`;
  gateway = await openHttpGateway(
    reference({
      principals: `
  reader: { recipient: house, purposes: [fulfilment], auth: ${jwt('')} }
  robot: { recipient: house, purposes: [fulfilment], auth: ${jwt(', claim: client_id, value: app-7')} }`,
    }),
  );
  gateway.service.script = () => json('{"items": []}');
});
afterAll(async () => {
  await gateway?.close();
  await provider?.close();
});

interface Token {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string;
  readonly key?: Key;
  readonly kid?: string;
}

function token({
  claims = { sub: 'reader' },
  issuer: by = issuer,
  audience = 'damask',
  expires = '5m',
  key: signing = key,
  kid = 'one',
}: Token = {}): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(by)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(signing);
}

async function statusWith(authorization: string): Promise<number> {
  const request = `GET /crm/v1/contacts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`;
  return (await exchangeRaw(gateway.port, request)).status;
}
const statusOf = async (asked: Token) => statusWith(`Bearer ${await token(asked)}`);

test('a token of the issuer, for the audience, in time, is its principal, by the claim that says so', async () => {
  expect(await statusOf({})).toBe(200);
  expect(await statusOf({ claims: { sub: 'x', client_id: 'app-7' } })).toBe(200);
  expect(provider.asked).toBe(1);
});

test.each<[string, Token]>([
  ['another issuer', { issuer: 'https://other.example' }],
  ['another audience', { audience: 'other' }],
  ['an end that has passed', { expires: '-5m' }],
  ['a key that is not the issuer’s', { key: null as never }],
  ['a subject that is no principal', { claims: { sub: 'clerk' } }],
  ['a claim of another type', { claims: { sub: ['reader'] } }],
  ['no claim', { claims: {} }],
  ['a claim from a prototype', { claims: { client_id: 'constructor' } }],
])('a token with %s is nobody’s', async (_, asked) => {
  expect(await statusOf(asked.key === null ? { key: otherKey } : asked)).toBe(401);
});

test('a token without an end, without a signature, or signed with what is public is nobody’s', async () => {
  const endless = await new SignJWT({ sub: 'reader' })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience('damask')
    .sign(key);
  expect(await statusWith(`Bearer ${endless}`)).toBe(401);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'reader', iss: issuer, aud: 'damask', exp: Math.floor(Date.now() / 1000) + 300 };
  expect(await statusWith(`Bearer ${part({ alg: 'none' })}.${part(claims)}.`)).toBe(401);
  const hmac = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .sign(new TextEncoder().encode(JSON.stringify(provider.keys[0])));
  expect(await statusWith(`Bearer ${hmac}`)).toBe(401);
  const good = await token();
  expect(await statusWith(`Bearer ${good.slice(0, -4)}AAAA`)).toBe(401);
  expect(await statusWith(`Bearer ${good} ${good}`)).toBe(401);
  expect(await statusWith(`Bearer ${'a'.repeat(9_000)}.b.c`)).toBe(401);
});

test('what is shown in another way is nobody’s', async () => {
  for (const shown of [
    'Basic Y2xlcms6eA==',
    'Bearer',
    'Bearer ',
    'clerk-key',
    'Bearer clerk-key2',
    'Bearer CLERK-KEY',
    'Digest clerk-key',
  ]) {
    expect(await statusWith(shown), shown).toBe(401);
  }
  expect(await statusWith('bearer clerk-key')).toBe(200);
});

test('keys that the issuer has changed are asked for anew, and not for each wrong token', async () => {
  const pair = await generateKeyPair('ES256');
  const asked = provider.asked;
  for (let index = 0; index < 5; index += 1)
    expect(await statusOf({ kid: `unknown-${index}`, key: otherKey })).toBe(401);
  expect(provider.asked - asked).toBeLessThanOrEqual(1);
  provider.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'two', alg: 'ES256', use: 'sig' }];
  // A reload has no keys yet: it asks, and takes the new one alone.
  const fresh = await openHttpGateway(
    reference({
      principals: `\n  reader: { recipient: house, purposes: [fulfilment], auth: { jwt: { issuer: "${issuer}", audience: damask, jwks: "${provider.url}" } } }`,
    }),
  );
  try {
    fresh.service.script = () => json('{"items": []}');
    const ask = async (shown: string) =>
      (
        await exchangeRaw(
          fresh.port,
          `GET /crm/v1/contacts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${shown}\r\n\r\n`,
        )
      ).status;
    expect(await ask(await token({ key: pair.privateKey, kid: 'two' }))).toBe(200);
    expect(await ask(await token())).toBe(401);
  } finally {
    await fresh.close();
  }
});

test('an issuer whose keys can not be had lets nobody in', async () => {
  const gone = await openHttpGateway(
    reference({
      principals: `\n  reader: { recipient: house, purposes: [fulfilment], auth: { jwt: { issuer: "${issuer}", audience: damask, jwks: "http://127.0.0.1:1/jwks" } } }`,
    }),
  );
  try {
    const request = `GET /crm/v1/contacts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${await token()}\r\n\r\n`;
    expect((await exchangeRaw(gone.port, request)).status).toBe(401);
  } finally {
    await gone.close();
  }
});

test('nobody’s answer tells what was wrong, and no key is logged', async () => {
  const answers = await Promise.all([
    gateway.ask('nobody', { path: '/crm/v1/contacts' }),
    exchangeRaw(gateway.port, 'GET /crm/v1/contacts HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    exchangeRaw(
      gateway.port,
      `GET /crm/v1/contacts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer ${await token({ issuer: 'x' })}\r\n\r\n`,
    ),
  ]);
  const withoutDate = answers.map(({ bytes }) => bytes.toString().replace(/Date: .*\r\n/, ''));
  expect(new Set(withoutDate).size).toBe(1);
  expect(answers[0]?.headers).toContainEqual(['www-authenticate', 'Bearer']);
  expect(gateway.log()).not.toMatch(/-key|eyJ/);
});
