// @ts-check
import { connect } from 'node:net';

/**
 * Keeps `clients` connections busy, one request at a time on each, for `seconds`. Answers must have a Content-Length or end
 * with an empty chunk.
 *
 * @param {number} port
 * @param {string} path
 * @param {{ clients: number, seconds: number }} options
 * @returns {Promise<{ requests: number, seconds: number, p50: number, p99: number }>} milliseconds
 */
export async function load(port, path, { clients, seconds }) {
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\nAuthorization: Bearer bench-key\r\n\r\n`,
  );
  /** @type {number[]} */
  const times = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(Array.from({ length: clients }, () => keepBusy(port, request, end, times)));
  const elapsed = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => times[Math.floor(times.length * part)] ?? 0;
  return { requests: times.length, seconds: elapsed, p50: at(0.5), p99: at(0.99) };
}

/**
 * @param {number} port
 * @param {Buffer} request
 * @param {number} end
 * @param {number[]} times
 * @returns {Promise<void>}
 */
function keepBusy(port, request, end, times) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let received = Buffer.alloc(0);
    let sentAt = 0;
    const send = () => {
      received = Buffer.alloc(0);
      sentAt = performance.now();
      socket.write(request);
    };
    socket.once('connect', send);
    socket.once('error', reject);
    socket.once('close', () => resolve());
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (!isWhole(received)) return;
      times.push(performance.now() - sentAt);
      if (performance.now() < end) send();
      else socket.end();
    });
  });
}

/** @param {Buffer} received */
function isWhole(received) {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const text = received.toString('latin1', 0, head);
  if (!/^HTTP\/1.1 200 /.test(text)) throw new Error(text);
  const length = /^content-length: *(\d+)/im.exec(text)?.[1];
  if (length !== undefined) return received.length >= head + 4 + Number(length);
  return received.subarray(-5).equals(Buffer.from('0\r\n\r\n'));
}
