// @ts-check
// Connects to PostgreSQL without a password, runs one statement, throws its answer away byte by byte, and prints what it
// saw as JSON: rows (by the command tag), bytes, milliseconds. A client that costs next to nothing, so that what is
// measured is the way. Arguments: HOST PORT USER DATABASE STATEMENT
import { createConnection } from 'node:net';

const [host, port, user, database, statement] = process.argv.slice(2);
const pairs = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
const startup = Buffer.alloc(8 + pairs.length);
startup.writeInt32BE(startup.length, 0);
startup.writeInt32BE(196608, 4);
pairs.copy(startup, 8);
const text = Buffer.from(`${statement}\0`);
const query = Buffer.alloc(5 + text.length);
query.write('Q');
query.writeInt32BE(4 + text.length, 1);
text.copy(query, 5);

const readyMessage = 'Z'.charCodeAt(0);
const errorMessage = 'E'.charCodeAt(0);
const tagMessage = 'C'.charCodeAt(0);
const authentication = 'R'.charCodeAt(0);
let bytes = 0;
let begun = 0;
let rows = 0;
let left = 0; // bytes of the current message still to come
const header = Buffer.alloc(5);
let headerLength = 0;
/** @type {Buffer[] | null} */
let kept = null; // of a message that is looked into

const socket = createConnection({
  host,
  port: Number(port),
  onread: { buffer: Buffer.allocUnsafe(256 * 1024), callback: read },
});
socket.setNoDelay(true);
socket.once('connect', () => socket.write(startup));
socket.once('error', (error) => fail(error.message));
socket.once('close', () => fail('the connection was closed'));

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/**
 * @param {number} length
 * @param {Buffer} buffer
 */
function read(length, buffer) {
  bytes += length;
  let at = 0;
  while (at < length) {
    if (headerLength < 5) {
      const n = Math.min(5 - headerLength, length - at);
      buffer.copy(header, headerLength, at, at + n);
      headerLength += n;
      at += n;
      if (headerLength < 5) return true;
      left = header.readUInt32BE(1) - 4;
      const type = header[0];
      kept =
        type === errorMessage || type === tagMessage || type === authentication || type === readyMessage ? [] : null;
    }
    const n = Math.min(left, length - at);
    if (kept !== null && n > 0) kept.push(Buffer.from(buffer.subarray(at, at + n)));
    at += n;
    left -= n;
    if (left === 0) {
      headerLength = 0;
      if (kept !== null) message(header[0], Buffer.concat(kept));
    }
  }
  return true;
}

/**
 * @param {number | undefined} type
 * @param {Buffer} body
 */
function message(type, body) {
  if (type === errorMessage) fail(body.toString().replaceAll('\0', ' '));
  if (type === authentication && body.readInt32BE(0) !== 0) fail('a password is asked for');
  if (type === tagMessage) rows = Number(/\d+/.exec(body.toString('latin1'))?.[0]);
  if (type !== readyMessage) return;
  if (begun === 0) {
    begun = performance.now();
    bytes = 0;
    socket.write(query);
    return;
  }
  console.log(JSON.stringify({ rows, bytes, milliseconds: performance.now() - begun }));
  process.exit(0);
}
