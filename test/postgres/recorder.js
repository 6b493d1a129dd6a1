// @ts-check
// Stands between a client and a server of PostgreSQL's protocol, keeps what the server sends, and passes everything on.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * @typedef {object} Recorder
 * @property {number} port
 * @property {() => Buffer[]} take what the server has sent since the last call, a piece a connection; the rest goes on
 * @property {() => Promise<void>} close
 */

/** @param {{ host: string, port: number }} server @returns {Promise<Recorder>} */
export async function startRecorder({ host, port }) {
  /** @type {Buffer[][]} */
  let heard = [];
  const listener = createServer((client) => {
    const upstream = connect(port, host);
    /** @type {Buffer[]} */
    const chunks = [];
    heard.push(chunks);
    upstream.on('data', (chunk) => chunks.push(chunk));
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      one?.on('error', () => other?.destroy());
      one?.on('close', () => other?.destroy());
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: /** @type {import('node:net').AddressInfo} */ (listener.address()).port,
    take: () => {
      const pieces = heard.map((chunks) => Buffer.concat(chunks));
      heard = [];
      return pieces;
    },
    close: () => new Promise((resolve) => listener.close(() => resolve())),
  };
}

/**
 * How the statements ended: completed, and the SQLSTATEs of errors.
 * @param {Buffer} bytes a connection's, from its start
 * @returns {{ completed: number, errors: Map<string, number> }}
 */
export function countAnswers(bytes) {
  /** @type {Map<string, number>} */
  const errors = new Map();
  let completed = 0;
  for (let at = 0; at + 5 <= bytes.length; ) {
    const type = String.fromCharCode(bytes[at] ?? 0);
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) break;
    if (type === 'C') completed += 1;
    if (type === 'E') {
      const state = /\0C([0-9A-Z]{5})\0/.exec(`\0${bytes.toString('latin1', at + 5, end)}`)?.[1] ?? '?';
      errors.set(state, (errors.get(state) ?? 0) + 1);
    }
    at = end;
  }
  return { completed, errors };
}
