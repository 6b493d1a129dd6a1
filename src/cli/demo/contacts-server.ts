import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Contact, inventContacts } from './contacts.js';

/** A sample service with the shop's customers: what a company's own contacts API could look like. */
export interface ContactsServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it on a free port of loopback. The same contacts each time. */
export async function startContactsServer(contacts: readonly Contact[] = inventContacts()): Promise<ContactsServer> {
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://contacts.invalid');
    const id = /^\/v1\/contacts\/(\d+)$/.exec(url.pathname)?.[1];
    if (url.pathname === '/v1/contacts') send(response, 200, page(contacts, url.searchParams));
    else if (id !== undefined && byId.has(Number(id))) send(response, 200, byId.get(Number(id)));
    else send(response, 404, { error: `no contact at ${url.pathname}` });
    request.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `page` starts with 1. Without `limit` everything is one page. */
function page(contacts: readonly Contact[], query: URLSearchParams) {
  const city = query.get('city');
  const found = city === null ? contacts : contacts.filter(({ address }) => address.city === city);
  const limit = Number(query.get('limit') ?? found.length);
  const start = (Number(query.get('page') ?? 1) - 1) * limit;
  return { items: found.slice(start, start + limit), total: found.length, page: Number(query.get('page') ?? 1) };
}

function send(response: ServerResponse<IncomingMessage>, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
