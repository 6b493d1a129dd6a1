// @ts-check
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuTimeMicroseconds, family } from './cpu-time.js';

/** @typedef {{ way: string, clients: number, bytesEach: number }} Idle */

/**
 * What the proxy's memory grows by when clients log in, run one statement and do nothing any more.
 * @param {import('./ways.js').Way} way
 * @param {number} clients
 * @returns {Promise<Idle>}
 */
export async function idleClients(way, clients) {
  /** @type {import('node:net').Socket[]} */
  const sockets = [];
  try {
    // What the first ones cost is the program's own start.
    for (let n = 0; n < 50; n += 1) sockets.push(await open(way));
    await settle(way);
    const before = residentBytes(way.pid);
    while (sockets.length < clients + 50) {
      const some = Math.min(50, clients + 50 - sockets.length);
      sockets.push(...(await Promise.all(Array.from({ length: some }, () => open(way)))));
    }
    await settle(way);
    return { way: way.name, clients, bytesEach: (residentBytes(way.pid) - before) / clients };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/**
 * Logs in without a password, asks for one row and waits for it.
 * @param {import('./ways.js').Way} way
 * @returns {Promise<import('node:net').Socket>}
 */
function open({ host, port, user }) {
  return new Promise((resolve, reject) => {
    const pairs = Buffer.from(`user\0${user}\0database\0bench\0\0`);
    const startup = Buffer.alloc(8 + pairs.length);
    startup.writeInt32BE(startup.length, 0);
    startup.writeInt32BE(196608, 4);
    pairs.copy(startup, 8);
    const text = Buffer.from('SELECT abalance FROM pgbench_accounts WHERE aid = 7\0');
    const query = Buffer.alloc(5 + text.length);
    query.write('Q');
    query.writeInt32BE(4 + text.length, 1);
    text.copy(query, 5);
    const socket = createConnection({ host, port }, () => socket.write(startup));
    let ready = 0;
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 5 && bytes.length > bytes.readUInt32BE(1)) {
        const type = String.fromCharCode(Number(bytes[0]));
        const length = 1 + bytes.readUInt32BE(1);
        if (type === 'E') reject(new Error(bytes.toString('utf8', 5, length).replaceAll('\0', ' ')));
        bytes = bytes.subarray(length);
        if (type !== 'Z') continue;
        ready += 1;
        if (ready === 1) socket.write(query);
        else resolve(socket);
      }
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  });
}

/**
 * Until the proxy has done what it does behind its clients' backs, for ten seconds at most.
 * @param {import('./ways.js').Way} way
 */
async function settle(way) {
  let before = cpuTimeMicroseconds(way.pid);
  for (let second = 0; second < 10; second += 1) {
    await delay(1000);
    const now = cpuTimeMicroseconds(way.pid);
    if (now - before < 20_000) return;
    before = now;
  }
}

/** @param {number | null} pid */
function residentBytes(pid) {
  let kibibytes = 0;
  for (const one of family(pid)) {
    const status = readFileSync(`/proc/${one}/status`, 'latin1');
    kibibytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return kibibytes * 1024;
}
