// @ts-check
// Fastify with its http-proxy, which passes requests on and does nothing else. Neither is a dependency: they are taken from where
// they were installed.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, upstream, directory] = process.argv.slice(2);
const require = createRequire(join(String(directory), 'package.json'));
const load = async (/** @type {string} */ name) => (await import(pathToFileURL(require.resolve(name)).href)).default;
const [fastify, proxy] = [await load('fastify'), await load('@fastify/http-proxy')];
const server = fastify({ keepAliveTimeout: 60_000 });
await server.register(proxy, {
  upstream: `http://127.0.0.1:${upstream}`,
  undici: { connections: 50, pipelining: 1 },
});
await server.listen({ port: Number(port), host: '127.0.0.1' });
process.send?.('ready');
