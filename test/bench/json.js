// @ts-check
// What the JSON walker costs next to JSON.parse → map → JSON.stringify, in one process: an array of contacts, five fields of
// each masked. Run with --json for a program to read. Memory is measured by --memory: a stream of the same size that is never
// in memory as a whole, in a process of its own.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const here = fileURLToPath(import.meta.url);
const { CompiledPlan, JsonTransform, parseFieldPath, parseJsonPath } = await import(
  pathToFileURL(join(dirname(here), '../../dist/json/index.js')).href
);

const { compileMask } = await import(pathToFileURL(join(dirname(here), '../../dist/masks/index.js')).href);

/** @typedef {{ records: string, way: string, megabytes: number, milliseconds: number, cpu: number }} JsonBulk */
/** @typedef {{ megabytes: number, residentBefore: number, residentPeak: number, heapPeak: number }} JsonMemory */

const chunkBytes = 65_536;

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collectGarbage = runInNewContext('gc');

/** @param {string} text */
const last4 = (text) => (text.length < 8 ? '*'.repeat(text.length) : '*'.repeat(text.length - 4) + text.slice(-4));
/** @type {Record<string, (text: string) => string>} */
const masks = {
  name: (text) => `${text.slice(0, 1)}.`,
  email: (text) => `***${text.slice(text.indexOf('@'))}`,
  ssn: last4,
  phone: last4,
  dob: (text) => `${text.slice(0, 4)}-01-01`,
};

/** The gateway's own for the same outcome, as the walker has them there: from bytes to bytes for ASCII, else over text. */
const house = Object.fromEntries(
  Object.entries({ name: 'initial', email: 'email', ssn: 'last4', phone: 'last4', dob: 'year' }).map(
    ([field, name]) => {
      const mask = compileMask({ name, options: undefined });
      const type = { typname: 'text', declared: 'text' };
      const overText = (/** @type {string} */ text) => mask.apply(text, type, null);
      return [field, { kind: 'mask', mask: overText, ascii: mask.applyAscii }];
    },
  ),
);

/** @param {number} n */
const shortRecord = (n) => ({
  id: 100_000 + n,
  name: `Ada Lovelace ${n}`,
  email: `ada.${n}@example.com`,
  ssn: `078-05-${1000 + (n % 9000)}`,
  dob: `19${50 + (n % 50)}-12-1${n % 10}`,
  phone: `+49 30 ${1_000_000 + n}`,
  balance: n * 1.25,
  active: n % 2 === 0,
  address: {
    street: `Unter den Linden ${n}`,
    city: n % 3 ? 'Berlin' : 'Paris',
    postcode: `${10_000 + (n % 9999)}`,
    country: 'DE',
  },
  tags: ['new', 'vip'],
  created_at: '2026-02-01T10:00:00Z',
});

/** A contact with what a CRM keeps of it beside. @param {number} n */
const contact = (n) => ({
  ...shortRecord(n),
  company: {
    name: 'Example GmbH',
    industry: 'Manufacturing',
    employees: 100 + (n % 900),
    website: 'https://www.example.com/',
  },
  devices: [
    { ip: `10.0.${n % 256}.7`, os: 'linux', seen: '2026-03-04T05:06:07Z' },
    { ip: `10.1.${n % 256}.8`, os: 'ios', seen: null },
  ],
  notes:
    'Likes tea, "Earl Grey" and long walks in the rain; prefers to be written to, and not to be called before noon.',
  subscriptions: [
    { list: 'monthly-news', since: '2025-11-02', state: 'active' },
    { list: 'offers', since: '2026-01-20', state: 'paused' },
  ],
  score: { engagement: 0.73, churn: 0.12, lifetime: 1234.5 + n },
  updated_at: '2026-10-01T12:13:14.567Z',
  url: `https://crm.example.com/v1/contacts/${100_000 + n}`,
});

/** @param {(n: number) => Record<string, unknown>} record */
function planOf(record) {
  const fields = Object.keys(record(0)).map((name) => {
    return { path: parseFieldPath(name), treatment: house[name] ?? { kind: 'pass' } };
  });
  return new CompiledPlan({ records: [{ path: parseJsonPath('$.items[*]'), fields }] });
}

/**
 * A body of about so many bytes, in pieces; a thousand records over and over.
 * @param {(n: number) => object} record
 * @param {number} bytes
 */
function* pieces(record, bytes) {
  const block = Buffer.from(Array.from({ length: 1000 }, (_, n) => JSON.stringify(record(n))).join(','));
  yield Buffer.from('{"items":[');
  for (let sent = 0; sent < bytes; sent += block.length) {
    if (sent > 0) yield Buffer.from(',');
    yield* cut(block);
  }
  yield Buffer.from(']}');
}

/** @param {Buffer} body */
function throughTree(body) {
  const document = JSON.parse(body.toString());
  document.items = document.items.map((/** @type {Record<string, string>} */ one) => {
    const masked = { ...one };
    for (const name in masks) masked[name] = /** @type {(text: string) => string} */ (masks[name])(String(one[name]));
    return masked;
  });
  return Buffer.from(JSON.stringify(document)).length;
}

/**
 * @param {Iterable<Buffer>} chunks
 * @param {InstanceType<typeof CompiledPlan>} plan
 * @param {() => void} [each]
 */
function throughWalker(chunks, plan, each = () => {}) {
  const transform = new JsonTransform(plan);
  let length = 0;
  for (const chunk of chunks) {
    transform.push(chunk);
    length += transform.take().length;
    each();
  }
  transform.end();
  return length + transform.take().length;
}

/** @param {Buffer} body */
function* cut(body) {
  for (let at = 0; at < body.length; at += chunkBytes) yield body.subarray(at, at + chunkBytes);
}

/**
 * Both ways in turn.
 * @param {{ megabytes: number, repetitions: number }} options
 * @returns {JsonBulk[]}
 */
export function jsonBulk({ megabytes, repetitions }) {
  /** @type {JsonBulk[]} */
  const measures = [];
  for (const [records, record] of /** @type {const} */ ([
    ['short records', shortRecord],
    ['contacts', contact],
  ])) {
    const body = Buffer.concat([...pieces(record, megabytes * 1e6)]);
    const bytesEach = JSON.stringify(record(5)).length;
    const plan = planOf(record);
    const warmUp = Buffer.concat([...pieces(record, 20e6)]);
    if (throughTree(body) !== throughWalker(cut(body), plan)) throw new Error('the two ways give different answers');
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      for (const [way, run] of /** @type {const} */ ([
        ['JSON.parse, map, JSON.stringify', (/** @type {Buffer} */ body) => throughTree(body)],
        ['walker', (/** @type {Buffer} */ body) => throughWalker(cut(body), plan)],
      ])) {
        // Each way pays for its own garbage; and the engine forgets the code of the one while it collects that of the other.
        collectGarbage();
        for (let turn = 0; turn < 3; turn += 1) run(warmUp);
        const [cpu, start] = [process.cpuUsage(), performance.now()];
        run(body);
        const { user, system } = process.cpuUsage(cpu);
        const milliseconds = performance.now() - start;
        measures.push({
          records: `${records} of ${bytesEach} bytes`,
          way,
          megabytes: body.length / 1e6,
          milliseconds,
          cpu: (user + system) / 1000,
        });
      }
    }
  }
  return measures;
}

/**
 * What this process takes for a stream that is made piece by piece.
 * @param {number} megabytes
 * @returns {JsonMemory}
 */
function memory(megabytes) {
  const plan = planOf(contact);
  const { rss: residentBefore } = process.memoryUsage();
  let [residentPeak, heapPeak, n] = [0, 0, 0];
  throughWalker(pieces(contact, megabytes * 1e6), plan, () => {
    n += 1;
    if (n % 20 !== 0) return;
    const { rss, heapUsed, external } = process.memoryUsage();
    residentPeak = Math.max(residentPeak, rss);
    heapPeak = Math.max(heapPeak, heapUsed + external);
  });
  return { megabytes, residentBefore, residentPeak, heapPeak };
}

/**
 * Everything, in processes of their own.
 * @param {{ megabytes?: number, repetitions?: number }} [options]
 * @returns {Promise<{ bulk: JsonBulk[], memory: JsonMemory }>}
 */
export async function measureJson({ megabytes = 100, repetitions = 5 } = {}) {
  const run = async (/** @type {string[]} */ more) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      here,
      '--json',
      '--megabytes',
      `${megabytes}`,
      ...more,
    ]);
    return JSON.parse(stdout);
  };
  return { bulk: await run(['--repetitions', `${repetitions}`]), memory: await run(['--memory']) };
}

if (process.argv[1] === here) {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '100' },
      repetitions: { type: 'string', default: '5' },
      memory: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const megabytes = Number(values.megabytes);
  const result = values.memory ? memory(megabytes) : jsonBulk({ megabytes, repetitions: Number(values.repetitions) });
  if (values.json) console.log(JSON.stringify(result));
  else if (Array.isArray(result)) {
    for (const { records, way, megabytes, milliseconds, cpu } of result) {
      console.log(
        `${records}, ${way}: ${Math.round(milliseconds)} ms, CPU ${Math.round(cpu)} ms, ${Math.round((megabytes / milliseconds) * 1000)} MB/s`,
      );
    }
  } else console.log(result);
}
