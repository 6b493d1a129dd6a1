// @ts-check
// Requests a second through Damask, a plain undici relay, nginx with `sub_filter` and Fastify's http-proxy, before the same service
// in the same run. Fastify is no dependency: `npm install --prefix /tmp/fastify fastify @fastify/http-proxy`, outside of the
// repository, and `--fastify /tmp/fastify`.
// node test/bench/http.js [--clients 50] [--seconds 5] [--repetitions 3] [--fastify DIRECTORY]
import { fork, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuTimeMicroseconds } from './cpu-time.js';
import { load } from './http-load.js';
import { startDamask } from './servers/damask.js';
import { freePort, isInstalled } from './servers/process.js';

const { values: options } = parseArgs({
  options: {
    clients: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '5' },
    repetitions: { type: 'string', default: '3' },
    fastify: { type: 'string' },
  },
});
const [clients, seconds, repetitions] = [options.clients, options.seconds, options.repetitions].map(Number);

/** @type {(() => Promise<void> | void)[]} */
const closing = [];
/** @typedef {{ name: string, port: number, path: string, pid: number | null }} Way */

try {
  const loadBefore = loadavg()[0];
  const service = await startNode('contacts.js', []);
  /** @type {Way[]} */
  const ways = [
    { name: 'direct', port: service.port, path: '/v1/contacts', pid: null },
    { name: 'undici relay', path: '/v1/contacts', ...(await startNode('relay.js', [String(service.port)])) },
    await damask(service.port),
    ...(isInstalled('nginx') ? [await nginx(service.port)] : []),
    ...(options.fastify === undefined ? [] : [await fastify(service.port, options.fastify)]),
  ];
  if (options.fastify === undefined) console.error('without Fastify: it is not said where it is installed');
  for (const way of ways) await warmUp(way);

  /** @type {Map<string, { rate: number, cpu: number, p50: number, p99: number }[]>} */
  const measured = new Map(ways.map(({ name }) => [name, []]));
  for (let turn = 1; turn <= Number(repetitions); turn += 1) {
    for (const { name, port, path, pid } of ways) {
      const before = cpuTimeMicroseconds(pid);
      const one = await load(port, path, { clients: Number(clients), seconds: Number(seconds) });
      const cpu = (cpuTimeMicroseconds(pid) - before) / one.requests;
      measured.get(name)?.push({ rate: one.requests / one.seconds, cpu, p50: one.p50, p99: one.p99 });
      console.error(
        `${turn}/${repetitions} ${name}: ${Math.round(one.requests / one.seconds)} requests/s, ${cpu.toFixed(0)} µs of CPU each`,
      );
    }
  }
  const median = (/** @type {number[]} */ values) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const rows = [...measured].map(([name, all]) => ({
    name,
    rate: median(all.map(({ rate }) => rate)),
    cpu: median(all.map(({ cpu }) => cpu)),
    p50: median(all.map(({ p50 }) => p50)),
    p99: median(all.map(({ p99 }) => p99)),
  }));
  const relay = rows.find(({ name }) => name === 'undici relay')?.rate ?? 1;
  console.log(
    `${clients} keep-alive clients, 2 kB bodies; median of ${repetitions} × ${seconds} s; Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}; load before ${loadBefore?.toFixed(1)}\n`,
  );
  console.log(
    '| way | requests/s | of the relay | p50 ms | p99 ms | CPU µs a request |\n| --- | --- | --- | --- | --- | --- |',
  );
  for (const { name, rate, cpu, p50, p99 } of rows) {
    console.log(
      `| ${name} | ${Math.round(rate)} | ${(rate / relay).toFixed(2)} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${name === 'direct' ? '' : cpu.toFixed(0)} |`,
    );
  }
} finally {
  for (const close of closing.reverse()) await close();
}

/**
 * Until the code is compiled: by requests, since on a busy machine seconds are few of them.
 *
 * @param {Way} way
 */
async function warmUp({ port, path }) {
  const end = performance.now() + 30_000;
  for (let requests = 0; requests < 30_000 && performance.now() < end; ) {
    requests += (await load(port, path, { clients: Number(clients), seconds: 1 })).requests;
  }
}

/**
 * @param {string} file
 * @param {string[]} args
 * @returns {Promise<{ port: number, pid: number }>}
 */
async function startNode(file, args) {
  const port = await freePort();
  const child = fork(fileURLToPath(new URL(`servers/${file}`, import.meta.url)), [String(port), ...args]);
  closing.push(() => void child.kill());
  await new Promise((resolve, reject) => child.once('message', resolve).once('error', reject));
  return { port, pid: Number(child.pid) };
}

/**
 * @param {number} upstream
 * @param {string} directory
 * @returns {Promise<Way>}
 */
async function fastify(upstream, directory) {
  return {
    name: 'Fastify http-proxy',
    path: '/v1/contacts',
    ...(await startNode('fastify-proxy.js', [String(upstream), directory])),
  };
}

/**
 * Five of seven members pass or are masked in each of ten records; the others are left out.
 *
 * @param {number} upstream
 * @returns {Promise<Way>}
 */
async function damask(upstream) {
  const key = createHash('sha256').update('bench-key').digest('hex');
  const gateway = await startDamask(`
version: 1
listen: { postgres: { port: @postgres@ }, http: { port: @http@ }, admin: { port: @admin@ } }
log: { level: error }
keys: { pseudonym: [{ id: k1, secret: "${Buffer.alloc(32, 1).toString('base64')}" }] }
stores: { crm: { kind: http, url: "http://127.0.0.1:${upstream}", mount: /crm } }
purposes: { bench: { basis: contract } }
recipients: { house: { role: controller } }
principals: { bench: { recipient: house, purposes: [bench], auth: { api_key: "sha256:${key}" } } }
data:
  - store: crm
    resource: GET /v1/contacts
    records: $.items[*]
    subject: { kind: customer, field: id }
    fields: { id: user.unique_id, name: user.name, email: user.contact.email, ssn: user.government_id, born: user.demographic.date_of_birth, address.city: user.contact.address.city }
rules:
  - name: bench
    purpose: bench
    fields: { user.unique_id: pass, user.name: { mask: initial }, user.contact: pass, user.government_id: { mask: last4 }, user.demographic: { mask: year } }
    rows: { "crm:GET /v1/contacts": "address.city <> 'Paris'" }
`);
  closing.push(gateway.stop);
  return { name: 'damask', port: gateway.httpPort, path: '/crm/v1/contacts', pid: gateway.pid };
}

/**
 * One worker that replaces one text in each answer.
 *
 * @param {number} upstream
 * @returns {Promise<Way>}
 */
async function nginx(upstream) {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'damask-nginx-'));
  const file = join(directory, 'nginx.conf');
  await writeFile(
    file,
    `
daemon off; worker_processes 1; pid ${directory}/pid; error_log ${directory}/error.log;
events { worker_connections 512; }
http {
  access_log off; client_body_temp_path ${directory}/b; proxy_temp_path ${directory}/p; fastcgi_temp_path ${directory}/f;
  uwsgi_temp_path ${directory}/u; scgi_temp_path ${directory}/s;
  upstream service { server 127.0.0.1:${upstream}; keepalive 50; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000;
    location / {
      proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Accept-Encoding "";
      sub_filter '123-45-' '*******'; sub_filter_types application/json; sub_filter_once off;
    }
  }
}`,
  );
  const child = spawn('nginx', ['-c', file, '-p', directory], { stdio: 'ignore' });
  closing.push(async () => {
    child.kill();
    await rm(directory, { recursive: true, force: true });
  });
  await delay(1_000);
  return { name: 'nginx sub_filter', port, path: '/v1/contacts', pid: Number(child.pid) };
}
