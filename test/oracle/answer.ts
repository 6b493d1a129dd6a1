import pg from 'pg';
import type { GateSession } from '../../src/enforce/index.js';
import type { TestDatabase } from '../fixtures/database.js';

/** What came back of a statement, in a form that can be compared. */
export type Answer =
  | {
      readonly kind: 'rows';
      /** Name, type and type modifier of each column. */
      readonly columns: readonly string[];
      /** Each row as JSON of PostgreSQL's text. */
      readonly rows: readonly string[];
      readonly command: string;
      /** What the server said besides, as the client would see it. */
      readonly notices: readonly string[];
    }
  | {
      readonly kind: 'error';
      readonly sqlstate: string;
      /** As the client would see it. */
      readonly message: string;
    }
  | { readonly kind: 'refused'; readonly message: string };

/** A connection to a database that gives answers. */
export interface Channel {
  /** Runs one statement, with values for its parameters. */
  ask(sql: string, values?: readonly string[]): Promise<Answer>;
  /** Runs each statement in one transaction that is rolled back. */
  askAndUndo(statements: readonly string[]): Promise<readonly Answer[]>;
  /** What would be sent; for a report. */
  sent(sql: string): string;
  /** Runs what no gate is asked about. */
  prepare(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Straight to the database. */
export async function directChannel(database: TestDatabase): Promise<Channel> {
  const runner = await openRunner(database);
  return {
    ask: (sql, values) => runner.run(sql, values),
    askAndUndo: (statements) => runner.undone(() => inTurn(statements, (sql) => runner.run(sql))),
    sent: (sql) => sql,
    prepare: runner.prepare,
    close: runner.close,
  };
}

/** Changes what the gate lets through, on its way to the store: to see whether an oracle notices. */
export type Sabotage = (admitted: string) => string;

/** Through the gate. */
export async function gatedChannel(
  database: TestDatabase,
  session: GateSession,
  sabotage: Sabotage = (admitted) => admitted,
): Promise<Channel> {
  const runner = await openRunner(database);
  for (const [name, value] of session.startupParameters) {
    await runner.prepare(`SELECT set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, false)`);
  }
  const admit = async (sql: string, protocol: 'simple' | 'extended') => {
    let verdict = session.admit(sql, protocol);
    if (verdict.kind === 'stale') {
      await session.refresh();
      verdict = session.admit(sql, protocol);
    }
    return verdict;
  };
  let isInTransaction = false;
  const ask = async (sql: string, values: readonly string[] = []): Promise<Answer> => {
    const verdict = await admit(sql, values.length > 0 ? 'extended' : 'simple');
    if (verdict.kind === 'stale') throw new Error('stale twice');
    if (verdict.kind === 'refuse') {
      const { sqlstate, message } = verdict.error;
      return sqlstate === '42501' ? { kind: 'refused', message } : { kind: 'error', sqlstate, message };
    }
    session.sent(verdict.statement);
    const answer = await runner.run(sabotage(verdict.statement.bytes.toString('utf8')), values);
    const failed = answer.kind === 'error';
    if (isInTransaction) session.transactionState(failed ? 'E' : 'T', false);
    else session.transactionState('I', failed);
    const shown = (message: string) => session.scrub(new Map([['M', message]]), verdict.statement).get('M') ?? '';
    if (answer.kind === 'error') return { ...answer, message: shown(answer.message) };
    return answer.kind === 'rows' ? { ...answer, notices: answer.notices.map(shown) } : answer;
  };
  return {
    ask,
    askAndUndo: async (statements) => {
      isInTransaction = true;
      try {
        return await runner.undone(() => inTurn(statements, (sql) => ask(sql)));
      } finally {
        isInTransaction = false;
        session.transactionState('I', true);
      }
    },
    sent: (sql) => {
      const verdict = session.admit(sql, 'simple');
      return verdict.kind === 'forward' ? verdict.statement.bytes.toString('utf8') : verdict.kind;
    },
    prepare: runner.prepare,
    close: runner.close,
  };
}

const aborted: Answer = {
  kind: 'error',
  sqlstate: '25P02',
  message: 'current transaction is aborted, commands ignored until end of transaction block',
};

async function inTurn(
  statements: readonly string[],
  ask: (sql: string) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const statement of statements) {
    // An error that the gate says itself aborts the transaction on the wire; here nothing has told the server.
    const isAborted = answers.some((answer) => answer.kind === 'error');
    answers.push(isAborted ? aborted : await ask(statement));
  }
  return answers;
}

async function openRunner(database: TestDatabase) {
  const client = new pg.Client({
    connectionString: database.url,
    types: { getTypeParser: () => (value: unknown) => value } as never,
  });
  await client.connect();
  await client.query("SET timezone = 'UTC'; SET statement_timeout = '60s'");
  const { rows: types } = await client.query({ text: 'SELECT oid, typname, typtype FROM pg_type', rowMode: 'array' });
  const typeNames = new Map<number, string>(
    // The row of a guard has no named type, as one of a table has.
    types.map(([oid, name, kind]) => [
      Number(oid),
      kind === 'c'
        ? 'record'
        : kind === 'b' && String(name).startsWith('_')
          ? arrayName(String(name), types)
          : String(name),
    ]),
  );
  let notices: string[] = [];
  client.on('notice', ({ message }) => void notices.push(message ?? ''));
  const run = async (sql: string, values: readonly string[] = []): Promise<Answer> => {
    notices = [];
    try {
      const result = await client.query({ text: sql, values: [...values], rowMode: 'array' });
      return {
        kind: 'rows',
        columns: result.fields.map((field) => {
          const { name, dataTypeID, dataTypeModifier } = field as typeof field & { dataTypeModifier: number };
          return `${name} ${typeNames.get(dataTypeID) ?? dataTypeID} ${dataTypeModifier}`;
        }),
        rows: result.rows.map((row) => JSON.stringify(row)),
        command: `${result.command} ${result.rowCount ?? ''}`,
        notices,
      };
    } catch (fault) {
      const { code, message } = fault as { code?: string; message: string };
      if (code === undefined) throw fault;
      return { kind: 'error', sqlstate: code, message };
    }
  };
  return {
    run,
    undone: async <Result>(work: () => Promise<Result>): Promise<Result> => {
      await client.query('BEGIN');
      try {
        return await work();
      } finally {
        await client.query('ROLLBACK');
      }
    },
    prepare: async (sql: string) => void (await client.query(sql)),
    close: () => client.end(),
  };
}

/** Arrays of rows are arrays of records. */
function arrayName(name: string, types: readonly (readonly unknown[])[]): string {
  const element = types.find(([, typname]) => typname === name.slice(1));
  return element?.[2] === 'c' ? '_record' : name;
}
