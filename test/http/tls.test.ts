import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certificate, makeCertificate } from '../fixtures/certificates.js';
import { type HttpGateway, openHttpGateway } from './http-gateway.js';
import { type RawAnswer, readAnswer } from './raw-client.js';
import { reference } from './reference.js';

let directory: string;
let gateway: HttpGateway;
let service: Server;
let authority: Certificate;
let app: Certificate;
let named: Certificate;
let stranger: Certificate;
let pretender: Certificate;
let storeAuthority: Certificate;
/** What the store was shown. */
const shown: string[] = [];

const write = async (name: string, text: string): Promise<string> => {
  const file = join(directory, name);
  await writeFile(file, text);
  return file;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'damask-http-tls-'));
  authority = makeCertificate({ name: 'clients' });
  app = makeCertificate({ name: 'app', issuer: authority });
  named = makeCertificate({ name: 'x', issuer: authority, dns: ['app.example'] });
  stranger = makeCertificate({ name: 'stranger', issuer: makeCertificate({ name: 'others' }), dns: ['app.example'] });
  pretender = makeCertificate({ name: 'y', issuer: authority, dns: ['y.example, DNS:app.example, DNS:z'] });
  storeAuthority = makeCertificate({ name: 'stores' });
  const store = makeCertificate({ name: 'store', issuer: storeAuthority, addresses: ['127.0.0.1'] });
  const own = makeCertificate({ name: 'gateway', issuer: storeAuthority });
  service = createServer(
    { cert: store.cert, key: store.key, ca: storeAuthority.cert, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      shown.push(
        String(
          (request.socket as unknown as { getPeerCertificate(): { subject: { CN: string } } }).getPeerCertificate()
            .subject.CN,
        ),
      );
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items": [{"id": 1}]}');
    },
  );
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  const front = makeCertificate({
    name: 'front',
    issuer: makeCertificate({ name: 'public' }),
    dns: ['gateway.example'],
  });
  const sha256 = createHash('sha256').update(app.der).digest('hex');
  const files = {
    cert: await write('front.crt', front.cert),
    key: await write('front.key', front.key),
    clients: await write('clients.crt', authority.cert),
    stores: await write('stores.crt', storeAuthority.cert),
    own: await write('own.crt', own.cert),
    ownKey: await write('own.key', own.key),
  };
  gateway = await openHttpGateway(
    reference({
      listen: `, tls: { mode: require, cert: ${files.cert}, key: ${files.key}, client_ca: ${files.clients} }`,
      store: `, tls: { mode: verify-full, ca: ${files.stores}, cert: ${files.own}, key: ${files.ownKey} }`,
      principals: `
  by_fingerprint: { recipient: house, purposes: [fulfilment], auth: { certificate: "sha256:${sha256}" } }
  by_name: { recipient: house, purposes: [fulfilment], auth: { certificate: { name: "DNS:app.example" } } }`,
    }).replace('http://127.0.0.1:{PORT}', `https://127.0.0.1:${port}`),
  );
});
afterAll(async () => {
  await gateway?.close();
  await new Promise((resolve) => (service === undefined ? resolve(null) : service.close(resolve)));
  await rm(directory, { recursive: true, force: true });
});

function ask(options: ConnectionOptions, headers = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host: '127.0.0.1', port: gateway.port, rejectUnauthorized: false, ...options }, () => {
      socket.write(`GET /crm/v1/contacts HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n${headers}\r\n`);
    });
    socket.on('data', (chunk) => received.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => resolve(readAnswer(Buffer.concat(received))));
  });
}

test('a certificate that the authorities vouch for is its principal, by fingerprint or by name', async () => {
  expect((await ask({ cert: app.cert, key: app.key })).status).toBe(200);
  expect((await ask({ cert: named.cert, key: named.key })).status).toBe(200);
});

test('a certificate of another authority is nobody’s, whatever name it bears; none at all neither', async () => {
  expect((await ask({ cert: stranger.cert, key: stranger.key })).status).toBe(401);
  expect((await ask({})).status).toBe(401);
});

test('one name that is written like several is one name', async () => {
  expect((await ask({ cert: pretender.cert, key: pretender.key })).status).toBe(401);
});

test('a key does as well, and goes before a certificate', async () => {
  expect((await ask({}, 'Authorization: Bearer clerk-key\r\n')).status).toBe(200);
  expect((await ask({ cert: app.cert, key: app.key }, 'Authorization: Bearer wrong\r\n')).status).toBe(401);
});

test('the store is shown the gateway’s own certificate', () => {
  expect(new Set(shown)).toEqual(new Set(['gateway']));
});

test('a store that is not the one is not talked to', async () => {
  const files = { ca: await write('other.crt', makeCertificate({ name: 'another' }).cert) };
  const { port } = service.address() as AddressInfo;
  const before = shown.length;
  const wary = await openHttpGateway(
    reference({ store: `, tls: { mode: verify-full, ca: ${files.ca} }` }).replace(
      'http://127.0.0.1:{PORT}',
      `https://127.0.0.1:${port}`,
    ),
  );
  try {
    const answer = await wary.ask('clerk', { path: '/crm/v1/contacts' });
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body.toString()).code).toBe('upstream_unavailable');
    expect(shown).toHaveLength(before);
  } finally {
    await wary.close();
  }
});
