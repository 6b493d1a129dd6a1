// @ts-check
// A plain relay: what one writes who wants to pass requests on with undici, and nothing else.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [port, upstream] = process.argv.slice(2);
const pool = new Pool(`http://127.0.0.1:${upstream}`, { connections: 50, pipelining: 1 });
const server = createServer(async (request, response) => {
  try {
    const { host: _, connection: __, ...headers } = request.headers;
    const answer = await pool.request({
      path: request.url ?? '/',
      method: /** @type {'GET'} */ (request.method),
      headers,
      body: request.method === 'GET' ? null : request,
    });
    const { connection: ___, ...passed } = answer.headers;
    response.writeHead(answer.statusCode, passed);
    answer.body.pipe(response);
  } catch {
    response.writeHead(502).end();
  }
});
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
