// @ts-check
// A service whose every answer is the same 2 kB of JSON: as fast as Node answers at all.
import { createServer } from 'node:http';

const contact = (/** @type {number} */ id) => ({
  id,
  name: `Ada Lovelace ${id}`,
  email: `ada${id}@example.com`,
  ssn: `123-45-${String(6_000 + id)}`,
  born: '1985-12-10',
  address: { street: '12 St James Square', city: 'London', postcode: 'SW1Y 4JH' },
  tags: ['new', 'paper'],
});
const body = Buffer.from(JSON.stringify({ items: Array.from({ length: 10 }, (_, id) => contact(id)), total: 10 }));
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('ready'));
