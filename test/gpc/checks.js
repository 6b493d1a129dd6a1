// @ts-check
// What a server or intermediary must do about Global Privacy Control (https://www.w3.org/TR/gpc/), as checks that anybody can run
// against any server by its URL. Nothing in here knows Damask. See README.md.

import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * @typedef {object} Target
 * @property {string} origin `https://example.com`
 * @property {string} [sale] A URL whose answer depends on the signal: who opts out gets another status.
 * @property {Readonly<Record<string, string>>} [headers] What every request carries, such as credentials.
 * @property {() => readonly (readonly [string, string])[] | null} [received] Of an intermediary: the headers of the last request that came
 *   out behind it, as they were; null when none did. Without it what concerns intermediaries is not checked.
 *
 * @typedef {object} Check
 * @property {string} name What must be so.
 * @property {string} source Where the specification says it.
 * @property {(target: Target) => boolean} [applies] Whether the target lets it be checked.
 * @property {(target: Target) => Promise<string | null>} run Null when it is so; else what was found.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} outcome
 * @property {string | null} found
 */

const support = 'GPC Support Resource';
const header = 'The Sec-GPC Header Field for HTTP Requests';
const intermediary = 'Interaction with Intermediaries';

/** @type {(target: Target) => boolean} */
const hasSale = ({ sale }) => sale !== undefined;

/** @type {readonly Check[]} */
export const checks = [
  {
    name: '/.well-known/gpc.json is JSON with a boolean `gpc`',
    source: support,
    run: async (target) => {
      const { status, headers, body } = await ask(target, new URL('/.well-known/gpc.json', target.origin).href, []);
      if (status !== 200) return `status ${status}`;
      const type = headers.find(([name]) => name === 'content-type')?.[1] ?? '';
      if (!/^application\/json\s*(;|$)/i.test(type)) return `content type \`${type}\``;
      const document = parse(body);
      if (typeof document !== 'object' || document === null || Array.isArray(document)) return 'no JSON object';
      return typeof document.gpc === 'boolean' ? null : '`gpc` is no boolean';
    },
  },
  {
    name: '/.well-known/gpc.json has a `lastUpdate` that is a date or a date with a time',
    source: support,
    run: async (target) => {
      const { body } = await ask(target, new URL('/.well-known/gpc.json', target.origin).href, []);
      const { lastUpdate } = parse(body) ?? {};
      const isDate =
        typeof lastUpdate === 'string' && rfc3339.test(lastUpdate) && !Number.isNaN(Date.parse(lastUpdate));
      return isDate ? null : '`lastUpdate` is not RFC 3339';
    },
  },
  {
    name: '`Sec-GPC: 1` is honoured',
    source: header,
    applies: hasSale,
    run: (target) => expectHonoured(target, [['Sec-GPC', '1']]),
  },
  {
    name: 'the name of the field may be written in any case',
    source: header,
    applies: hasSale,
    run: (target) => expectHonoured(target, [['sec-gpc', '1']]),
  },
  ...['0', '2', 'true', '?1', '"1"', '01', '1.0', '1;x', '1; foo=bar', '1, 0', '-1', 'on', ''].map((value) => ({
    name: `\`Sec-GPC: ${value}\` counts as if it were not there`,
    source: header,
    applies: hasSale,
    /** @param {Target} target */
    run: (target) => expectIgnored(target, [['Sec-GPC', value]]),
  })),
  {
    name: 'of several fields one that is exactly `1` is enough',
    source: header,
    applies: hasSale,
    run: async (target) =>
      (await expectHonoured(target, [
        ['Sec-GPC', '0'],
        ['Sec-GPC', '1'],
      ])) ??
      (await expectHonoured(target, [
        ['Sec-GPC', '1'],
        ['Sec-GPC', 'x'],
      ])),
  },
  {
    name: 'of several fields none that is exactly `1` is none',
    source: header,
    applies: hasSale,
    run: (target) =>
      expectIgnored(target, [
        ['Sec-GPC', '0'],
        ['Sec-GPC', '1;x'],
      ]),
  },
  {
    name: 'a field in a trailer counts for nothing',
    source: header,
    applies: hasSale,
    run: async (target) => {
      const without = await ask(target, /** @type {string} */ (target.sale), [], true);
      const trailer = await ask(target, /** @type {string} */ (target.sale), [], true, 'Sec-GPC: 1');
      return without.status === trailer.status
        ? null
        : `status ${trailer.status} with the trailer, ${without.status} without`;
    },
  },
];

const rfc3339 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/i;

/**
 * Checks of an intermediary, over a URL that is served whether the signal is there or not.
 *
 * @param {Target} target
 * @param {string} url
 * @returns {readonly Check[]}
 */
export function intermediaryChecks(target, url) {
  const { received } = target;
  if (received === undefined) return [];
  /** @param {readonly (readonly [string, string])[]} fields */
  const passedOn = async (fields) => {
    await ask(target, url, fields);
    return received()?.flatMap(([name, value]) => (name.toLowerCase() === 'sec-gpc' ? [value] : [])) ?? null;
  };
  return [
    {
      name: 'an intermediary passes `Sec-GPC: 1` on',
      source: intermediary,
      run: async () => {
        const values = await passedOn([['Sec-GPC', '1']]);
        return values?.includes('1') === true ? null : 'it did not arrive';
      },
    },
    {
      name: 'an intermediary passes `Sec-GPC: 1` on when other values stand beside it',
      source: intermediary,
      run: async () => {
        const values = await passedOn([
          ['Sec-GPC', '0'],
          ['Sec-GPC', '1'],
        ]);
        return values?.includes('1') === true ? null : 'it did not arrive';
      },
    },
    {
      name: 'an intermediary makes no signal out of what is none',
      source: intermediary,
      run: async () => {
        for (const value of ['0', '1;x', 'true']) {
          const values = await passedOn([['Sec-GPC', value]]);
          if (values?.includes('1')) return `\`${value}\` arrived as \`1\``;
        }
        return null;
      },
    },
  ];
}

/**
 * Runs all that can be checked of the target.
 *
 * @param {Target} target
 * @param {{ readonly neutral?: string }} [options] `neutral`: see intermediaryChecks.
 * @returns {Promise<readonly Result[]>}
 */
export async function runChecks(target, { neutral } = {}) {
  const all = [...checks, ...(neutral === undefined ? [] : intermediaryChecks(target, neutral))];
  /** @type {Result[]} */
  const results = [];
  for (const { name, applies, run } of all) {
    if (applies !== undefined && !applies(target)) results.push({ name, outcome: 'skipped', found: null });
    else {
      const found = await run(target).catch((/** @type {Error} */ fault) => `no answer: ${fault.message}`);
      results.push({ name, outcome: found === null ? 'passed' : 'failed', found });
    }
  }
  return results;
}

/** @type {(target: Target, fields: readonly (readonly [string, string])[]) => Promise<string | null>} */
async function expectHonoured(target, fields) {
  const [plain, signalled] = await both(target, fields);
  return plain === signalled ? `status ${signalled} with and without it` : null;
}

/** @type {(target: Target, fields: readonly (readonly [string, string])[]) => Promise<string | null>} */
async function expectIgnored(target, fields) {
  const [plain, signalled] = await both(target, fields);
  return plain === signalled ? null : `status ${signalled} with it, ${plain} without`;
}

/** @type {(target: Target, fields: readonly (readonly [string, string])[]) => Promise<readonly [number, number]>} */
async function both(target, fields) {
  const url = /** @type {string} */ (target.sale);
  return [(await ask(target, url, [])).status, (await ask(target, url, fields)).status];
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * One request on a connection of its own, byte for byte as it is given: no client library repeats a field or sends a trailer.
 *
 * @param {Target} target
 * @param {string} url
 * @param {readonly (readonly [string, string])[]} fields
 * @param {boolean} [chunked] The request has an empty body in chunks.
 * @param {string} [trailer]
 * @returns {Promise<{ status: number, headers: readonly (readonly [string, string])[], body: string }>}
 */
function ask(target, url, fields, chunked = false, trailer = '') {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const head = [
    `${chunked ? 'POST' : 'GET'} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: close',
    ...Object.entries(target.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...fields.map(([name, value]) => `${name}: ${value}`),
    ...(chunked ? ['Transfer-Encoding: chunked', ...(trailer === '' ? [] : ['Trailer: Sec-GPC'])] : []),
  ].join('\r\n');
  const body = chunked ? `0\r\n${trailer === '' ? '' : `${trailer}\r\n`}\r\n` : '';
  return new Promise((resolve, reject) => {
    const isTls = protocol === 'https:';
    const socket = isTls
      ? connectTls({ host: hostname, port: Number(port || 443), servername: hostname })
      : connectTcp({ host: hostname, port: Number(port || 80) });
    /** @type {Buffer[]} */
    const received = [];
    socket.setTimeout(15_000, () => socket.destroy(new Error('it took too long')));
    socket.once(isTls ? 'secureConnect' : 'connect', () => socket.write(`${head}\r\n\r\n${body}`));
    socket.on('data', (chunk) => received.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => {
      const text = Buffer.concat(received).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
      const headers = lines.map(
        (line) =>
          /** @type {const} */ ([
            line.slice(0, line.indexOf(':')).toLowerCase(),
            line.slice(line.indexOf(':') + 1).trim(),
          ]),
      );
      const rest = text.slice(end + 4);
      const isChunked = headers.some(([name, value]) => name === 'transfer-encoding' && /chunked/i.test(value));
      resolve({ status: Number(statusLine.split(' ')[1] ?? 0), headers, body: isChunked ? dechunk(rest) : rest });
    });
  });
}

/** @param {string} text */
function dechunk(text) {
  let body = '';
  for (let at = 0; ; ) {
    const line = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, line), 16);
    if (line < 0 || !(size > 0)) return body;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
