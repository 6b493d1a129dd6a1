import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApplicationCase, Caller, Sent } from './application.js';
import { families } from './families/index.js';
import { type ApplicationStore, openApplicationStore } from './store.js';

/*
 * What real applications send, as object-relational mappers, reports, queues and consoles write it: each statement is answered as a copy
 * of the permitted view answers it, or refused for the reason that stands beside it.
 */

const callers: readonly Caller[] = ['web', 'mailer', 'analyst'];

test('there are hundreds, of many kinds of application', () => {
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  const texts = families.flatMap(({ cases }) => cases.map(({ sent }) => JSON.stringify(sent)));
  expect(new Set(texts).size).toBeGreaterThan(250);
});

describe.each(['session', 'transaction'] as const)('in %s mode', (poolMode) => {
  let store: ApplicationStore;
  const copies = new Map<Caller, pg.Client>();
  const clients = new Map<Caller, pg.Client>();

  beforeAll(async () => {
    store = await openApplicationStore(poolMode);
    for (const caller of callers) {
      copies.set(caller, await connect(await store.copyFor(caller)));
      clients.set(caller, await connect(store.through(caller)));
    }
  }, 120_000);

  afterAll(async () => {
    for (const client of [...copies.values(), ...clients.values()]) await client.end();
    await store?.close();
  });

  test.each(families)('$name', { timeout: 120_000 }, async ({ cases }) => {
    const wrong: unknown[] = [];
    for (const one of cases) {
      const answer = await answerOf(clients.get(one.as), one);
      const expected = one.expect === 'copy' ? await answerOf(copies.get(one.as), one) : one.expect;
      // What the copy refuses as well would say nothing.
      const isSaid = one.expect !== 'copy' || 'rows' in expected;
      if (!isSaid || !meets(answer, expected, one)) wrong.push({ as: one.as, sent: one.sent, answer, expected });
    }
    expect(wrong).toEqual([]);
  });
});

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, types: { getTypeParser: () => (value: unknown) => value } });
  await client.connect();
  return client;
}

type Answer =
  | {
      readonly columns: readonly string[];
      readonly command: string;
      readonly count: number | null;
      readonly rows: unknown[][];
    }
  | { readonly sqlstate: string; readonly message: string };

/** What the last of them gives, in a transaction that leaves nothing but numbers taken of sequences: those are put back. */
async function answerOf(client: pg.Client | undefined, { sent }: ApplicationCase): Promise<Answer> {
  if (client === undefined) throw new Error('no client');
  await client.query('BEGIN');
  try {
    let answer: Answer = { columns: [], command: '', count: null, rows: [] };
    for (const one of sent) answer = await ask(client, one);
    return answer;
  } catch (error) {
    const { code, message } = error as pg.DatabaseError;
    return { sqlstate: code ?? '', message };
  } finally {
    await client.query('ROLLBACK');
  }
}

/** COPY has no rows: what it gives stands for them. */
class CopyQuery extends pg.Query {
  readonly #data: string;

  constructor(text: string, data: string) {
    super(text);
    this.#data = data;
  }

  handleCopyInResponse(connection: { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void }): void {
    connection.sendCopyFromChunk(Buffer.from(this.#data));
    connection.endCopyFrom();
  }
}

async function ask(client: pg.Client, sent: Sent): Promise<Answer> {
  const copied: string[][] = [];
  const hear = ({ chunk }: { chunk: Buffer }) => copied.push([chunk.toString('latin1')]);
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.on('copyData', hear);
  try {
    const answer = await asked(client, sent);
    return copied.length === 0 ? answer : { ...answer, rows: copied };
  } finally {
    connection.off('copyData', hear);
  }
}

async function asked(client: pg.Client, sent: Sent): Promise<Answer> {
  if (typeof sent === 'object' && 'copy' in sent) {
    await new Promise<void>((resolve, reject) => {
      const query = new CopyQuery(sent.copy, sent.data);
      query.once('end', () => resolve());
      query.once('error', reject);
      client.query(query);
    });
    return { columns: [], command: 'COPY', count: null, rows: [] };
  }
  const [text, values] = typeof sent === 'string' ? [sent, []] : sent;
  const result = await client.query({ text, values: [...values], rowMode: 'array' });
  const { fields, command, rowCount, rows } = Array.isArray(result) ? result.at(-1) : result;
  return {
    columns: fields.map(({ name, dataTypeID }: pg.FieldDef) => `${name} ${dataTypeID >= 16384 ? 'own' : dataTypeID}`),
    command,
    count: rowCount,
    rows,
  };
}

function meets(
  answer: Answer,
  expected: Answer | Exclude<ApplicationCase['expect'], 'copy'>,
  { sent }: ApplicationCase,
) {
  if ('why' in expected) {
    return 'sqlstate' in answer && answer.sqlstate === expected.sqlstate && expected.why.test(answer.message);
  }
  const last = sent.at(-1) ?? '';
  const isOrdered = /order by/i.test(textOf(last));
  const told = (rows: readonly (readonly unknown[])[]) => {
    const texts = rows.map((row) => JSON.stringify(row));
    return isOrdered ? texts : texts.sort();
  };
  if ('rows' in answer && 'rows' in expected) {
    if (JSON.stringify(told(answer.rows)) !== JSON.stringify(told(expected.rows))) return false;
    if (!('columns' in expected)) return true;
    return (
      JSON.stringify([answer.columns, answer.command, answer.count]) ===
      JSON.stringify([expected.columns, expected.command, expected.count])
    );
  }
  return JSON.stringify(answer) === JSON.stringify(expected);
}

function textOf(sent: Sent): string {
  if (typeof sent === 'string') return sent;
  return 'copy' in sent ? sent.copy : sent[0];
}
