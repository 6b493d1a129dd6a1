import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createGate, type GateSession } from '../../src/enforce/index.js';
import { GatewayError } from '../../src/errors/index.js';
import { decodeUtf8 } from '../../src/pgwire/index.js';
import { defaultStatementLimits, parse } from '../../src/sql/index.js';
import { gateOptions, testConsent } from '../enforce/gate-options.js';
import { shopPolicy } from '../enforce/shop-policy.js';
import { smallCatalog } from '../enforce/small-view.js';
import { makeReading } from '../oracle/generate/statement.js';
import { makeWriting } from '../oracle/generate/write.js';
import type { Random } from '../oracle/random.js';
import { hostileTexts } from '../sql/hostile-texts.js';
import { randomSql } from '../sql/random-query.js';
import type { Target } from './fuzz.js';
import { mutate } from './mutate.js';

/** Texts through the real gate, over a catalog that stays as it is. */
export function statements(seed: number): Target {
  const sessions = openSessions();
  const corpus = readCorpus(seed);
  return {
    corpus,
    make: (random) => makeText(corpus, random),
    tryOut: (input, random) => {
      const text = textIn(input);
      return text === null ? null : judge(random.pick(sessions), text, random);
    },
  };
}

/** Null for bytes that no client gets past the protocol. */
function textIn(input: Buffer): string | null {
  try {
    return decodeUtf8(input);
  } catch (fault) {
    if (fault instanceof GatewayError) return null;
    throw fault;
  }
}

function judge(session: GateSession, text: string, random: Random): string | null {
  const protocol = random.chance(0.5) ? 'simple' : 'extended';
  const verdict = session.admit(text, protocol);
  if (verdict.kind === 'refuse') {
    return verdict.error.message === 'the statement could not be judged' ? `a fault: ${verdict.error.cause}` : null;
  }
  if (verdict.kind === 'stale') return null;
  const { statement } = verdict;
  const sent = statement.bytes.toString('utf8');
  if (sent.includes('\0')) return 'NUL is sent';
  const naked = nakedRelation(sent);
  if (naked !== null) return `${naked} is read without its guard`;
  const again = session.admit(text, protocol);
  if (again.kind !== 'forward' || !again.statement.bytes.equals(statement.bytes))
    return 'the answer was another one before';
  const form = statement.prepared;
  if (form && nakedRelation(form.statement.bytes.toString('utf8')) !== null) return 'its prepared form is not guarded';
  // What was sent can change what the session is: half of the texts are only asked about.
  if (random.chance(0.5)) {
    session.sent(statement);
    session.transactionState(random.pick(['I', 'T', 'E'] as const), random.chance(0.3));
  }
  session.scrub(
    new Map([
      ['C', '22P02'],
      ['M', 'invalid "input"'],
      ['P', String(random.integer(0, sent.length + 2))],
    ]),
    statement,
  );
  return null;
}

const protectedNames = new Set(['customers', 'orders', 'order_items', 'tickets', 'tickets_1']);

/** A protected relation in a FROM that does not stand in a guard; names of common tables aside. */
function nakedRelation(sent: string): string | null {
  let found: string | null = null;
  const visit = (value: unknown, isRead: boolean): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, isRead);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'RangeVar') {
        visit(inner, isRead || key === 'fromClause');
        continue;
      }
      const { schemaname, relname, alias } = inner as {
        schemaname?: string;
        relname: string;
        alias?: { aliasname: string };
      };
      const isGuarded = alias?.aliasname.startsWith('damask_') === true;
      if (isRead && schemaname === 'public' && protectedNames.has(relname) && !isGuarded) found = relname;
    }
  };
  try {
    for (const { node } of parse(sent, generous)) visit(node, false);
  } catch (fault) {
    if (fault instanceof GatewayError && fault.code === 'statement_too_complex') return null;
    throw fault;
  }
  return found;
}

/** Guards make a text longer. */
const generous = {
  statementBytesMax: 16 * defaultStatementLimits.statementBytesMax,
  nestingMax: 4 * defaultStatementLimits.nestingMax,
  tokensMax: 16 * defaultStatementLimits.tokensMax,
};

function makeText(corpus: readonly Buffer[], random: Random): Buffer {
  switch (
    random.weighted<'as it is' | 'changed' | 'reading' | 'writing' | 'hostile'>([
      [1, 'as it is'],
      [8, 'changed'],
      [1, 'reading'],
      [1, 'writing'],
      [1, 'hostile'],
    ])
  ) {
    case 'as it is':
      return random.pick(corpus);
    case 'changed':
      return mutate(random.pick(corpus), corpus, random);
    case 'reading':
      return Buffer.from(inShop(makeReading(random).sql));
    case 'writing':
      return Buffer.from(inShop(makeWriting('clerk')(random).sql));
    case 'hostile': {
      const text = random.pick(Object.values(hostileTexts))(
        random.weighted([
          [4, 5],
          [2, 100],
          [1, 2_000],
        ]),
      );
      return mutate(Buffer.from(text), corpus, random);
    }
  }
}

const shopNames: Readonly<Record<string, string>> = {
  people: 'customers',
  lines: 'order_items',
  numbers: 'products',
  t: 'customers',
  u: 'orders',
  a: 'id',
  b: 'city',
};

/** The names of the generators' schemas as those of the shop. */
function inShop(sql: string): string {
  return sql.replace(/\b(?:people|lines|numbers|[tuab])\b/g, (name) => shopNames[name] ?? name);
}

/** The statements of the gate's fixtures, those that tools ask the catalog, and random ones. */
function readCorpus(seed: number): readonly Buffer[] {
  const files = ['../fixtures/sql/', '../fixtures/introspection/'].flatMap((folder) => {
    const directory = new URL(folder, import.meta.url);
    return readdirSync(directory).map((name) => readFileSync(new URL(name, directory), 'utf8'));
  });
  const written = files.flatMap((file) => file.split(/;\s*\n|\n\s*\n/)).filter((text) => text.trim() !== '');
  const random = fc.sample(randomSql(3).statement, { numRuns: 400, seed });
  return [...written, ...random.map(inShop)].map((text) => Buffer.from(text));
}

function openSessions(): readonly GateSession[] {
  const source = { current: () => smallCatalog, refresh: () => Promise.resolve(smallCatalog) };
  const store = { catalog: () => source, consent: testConsent('customer_id', 'expires_at') };
  const gate = createGate(gateOptions(shopPolicy(), store, { plansMax: 200 }));
  return [
    ['storefront', 'fulfilment'],
    ['mailer', 'marketing'],
    ['analyst', 'analytics'],
  ].map(([principal = '', purpose = '']) => {
    const session = gate.open({ principal, purpose, store: 'shop', database: 'shop', parameters: new Map() });
    if (session instanceof GatewayError) throw session;
    return session;
  });
}
