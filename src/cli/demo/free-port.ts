import { createServer } from 'node:net';

/** `wanted` when nobody listens on it on loopback, else the next port that is free; 0 takes any. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; port < 65_536; port += 1) {
    const free = await tryPort(port);
    if (free !== null) return free;
  }
  throw new RangeError('no port is free');
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}
