import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openHttpGateway } from '../http/http-gateway.js';
import { reference } from '../http/reference.js';
import { json } from '../http/service.js';
import { runChecks } from './checks.js';

test('the gateway honours Global Privacy Control, and leaves the signal alone', async () => {
  const gateway = await openHttpGateway(reference());
  try {
    gateway.service.script = () => json('{"items": []}');
    const origin = `http://127.0.0.1:${gateway.port}`;
    const headers = { Authorization: 'Bearer broker-key', 'Damask-Purpose': 'sale' };
    const received = () =>
      gateway.service.requests
        .at(-1)
        ?.split('\r\n')
        .slice(1)
        .map((line): [string, string] => [
          line.slice(0, line.indexOf(':')),
          line.slice(line.indexOf(':') + 1).trim(),
        ]) ?? null;
    const sale = await runChecks({ origin, sale: `${origin}/crm/v1/contacts`, headers });
    expect(sale.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    const neutral = await runChecks(
      { origin, headers: { ...headers, 'Damask-Purpose': 'fulfilment' }, received },
      { neutral: `${origin}/crm/v1/contacts` },
    );
    expect(neutral.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(neutral.filter(({ name, outcome }) => name.includes('intermediary') && outcome === 'passed')).toHaveLength(
      3,
    );
    gateway.service.requests.length = 0;
    const denied = await gateway.ask('broker', {
      path: '/crm/v1/contacts',
      headers: ['Damask-Purpose: sale', 'Sec-GPC: 1'],
    });
    expect(denied.status).toBe(403);
    expect(JSON.parse(denied.body.toString()).detail).toContain('opts out');
    expect(gateway.service.requests).toEqual([]);
  } finally {
    await gateway.close();
  }
});

/** A server of the given behaviour, and what the checks find wrong with it. */
async function faultsOf(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<readonly string[]> {
  const server: Server = createServer((request, response) => {
    request.resume();
    serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const results = await runChecks({ origin, sale: `${origin}/sale` });
    return results.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const good = (
  request: IncomingMessage,
  response: ServerResponse,
  isOptOut: boolean,
  document = '{"gpc": true, "lastUpdate": "2026-01-31"}',
): void => {
  if (request.url !== '/.well-known/gpc.json') response.writeHead(isOptOut ? 403 : 200).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(document);
};
const raw = ({ rawHeaders }: IncomingMessage) =>
  rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'sec-gpc' && index % 2 === 1);

test('a server that does it right passes', async () => {
  expect(await faultsOf((request, response) => good(request, response, raw(request).includes('1')))).toEqual([]);
});

test('a server that gets a point wrong is found out', async () => {
  expect(await faultsOf((request, response) => good(request, response, false))).toContain('`Sec-GPC: 1` is honoured');
  expect(
    await faultsOf((request, response) => good(request, response, request.headers['sec-gpc'] !== undefined)),
  ).toContain('`Sec-GPC: 0` counts as if it were not there');
  expect(await faultsOf((request, response) => good(request, response, /^1/.test(raw(request)[0] ?? '')))).toEqual(
    expect.arrayContaining([
      '`Sec-GPC: 1;x` counts as if it were not there',
      'of several fields one that is exactly `1` is enough',
    ]),
  );
  const late = await faultsOf((request, response) => {
    request.on('end', () => good(request, response, raw(request).includes('1') || request.trailers['sec-gpc'] === '1'));
  });
  expect(late).toEqual(['a field in a trailer counts for nothing']);
  for (const document of ['[]', '{"gpc": "yes", "lastUpdate": "2026-01-31"}', 'gpc']) {
    const faults = await faultsOf((request, response) => good(request, response, raw(request).includes('1'), document));
    expect(faults).toContain('/.well-known/gpc.json is JSON with a boolean `gpc`');
  }
  const undated = await faultsOf((request, response) =>
    good(request, response, raw(request).includes('1'), '{"gpc": true, "lastUpdate": "31 Jan"}'),
  );
  expect(undated).toEqual(['/.well-known/gpc.json has a `lastUpdate` that is a date or a date with a time']);
});
