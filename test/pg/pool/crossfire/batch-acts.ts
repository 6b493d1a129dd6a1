import { say } from '../../raw-client.js';
import { type Expected, type Make, markOf, oneOf } from './act.js';

// Acts of the extended protocol that write, and of SQL that speaks of its names.

const { query, parse, bind, execute, sync, flush } = say;

const run = (text: string): Buffer[] => [parse(text), bind(), execute()];
const ran = (tag: string): Expected[] => ['1', '2', `C:${tag}`];

/** Two writes before one Sync are one transaction: both are there, or none. */
const writesAtOnce: Make = (own, roll) => {
  const mark = markOf(own);
  const write = run(`INSERT INTO twice VALUES (${own.id}, '${mark}')`);
  const inserted = ran('INSERT 0 1');
  if (roll(2) === 0) {
    return {
      name: 'writes at once',
      said: [...write, ...write, sync],
      expects: [...inserted, ...inserted, 'Z:I'],
    };
  }
  const wrong = new RegExp(`^E:22P02:.*${mark}`);
  return {
    name: 'writes at once, and fails',
    said: [...write, parse('SELECT $1::int'), bind('', '', [mark]), execute(), ...write, sync],
    expects: [...inserted, '1', wrong, 'Z:I'],
  };
};

/** A transaction that nobody waits within; a Sync may stand between its parts. */
const pipelinedTransaction: Make = (own, roll) => {
  const mark = markOf(own);
  const way = oneOf(['COMMIT', 'ROLLBACK'] as const, roll);
  const said: Buffer[] = [];
  const expects: Expected[] = [];
  const texts = ['BEGIN', ...Array(2).fill(`INSERT INTO twice VALUES (${own.id}, '${mark}')`), way];
  for (const [at, text] of texts.entries()) {
    said.push(...run(text));
    expects.push(...ran(text.startsWith('INSERT') ? 'INSERT 0 1' : text));
    if (at === 3 || roll(2) === 0) {
      said.push(sync);
      expects.push(at === 3 ? 'Z:I' : 'Z:T');
    } else if (roll(3) === 0) {
      said.push(flush);
    }
  }
  return { name: `pipelined transaction, ${way}`, said, expects };
};

const copiesExtended: Make = (own, roll) => {
  const mark = markOf(own);
  const data = say.copyData(`${own.id}\t${mark}\n`);
  const start = run('COPY copied FROM STDIN');
  if (roll(2) === 0) {
    const said = [...start, data, data, say.copyDone, sync];
    return { name: 'copies, extended', said, expects: ['1', '2', 'G', 'C:COPY 2', 'Z:I'] };
  }
  const why = new RegExp(`^E:57014:.*${mark}`);
  return {
    name: 'gives up a COPY, extended',
    said: [...start, flush],
    later: [{ after: 3, said: [data, say.copyFail(mark), sync] }],
    expects: ['1', '2', 'G', why, 'Z:I'],
  };
};

const cancelledExtended: Make = (own, roll) => {
  const mark = markOf(own);
  const text = `SELECT '${mark}' || coalesce(pg_sleep(0.0${1 + roll(9)})::text, '')`;
  return {
    name: 'cancelled, extended',
    said: [parse(text), bind(), execute(), sync],
    expects: ['1', '2', `D:${mark}`, 'C:SELECT 1', 'Z:I'],
    cancels: true,
  };
};

export const batches: readonly Make[] = [writesAtOnce, pipelinedTransaction, copiesExtended, cancelledExtended];

/** For clients that may keep their connection. */
export const bySql: readonly Make[] = [
  (own) => {
    const mark = markOf(own);
    const name = `sql${own.said}`;
    return {
      name: 'names by SQL',
      said: [`PREPARE ${name} AS SELECT $1::text || '${mark}'`, `EXECUTE ${name}('x')`, `DEALLOCATE ${name}`].map(
        query,
      ),
      expects: ['C:PREPARE', 'Z:I', 'T', `D:x${mark}`, 'C:SELECT 1', 'Z:I', 'C:DEALLOCATE', 'Z:I'],
      keeps: true,
    };
  },
  (own) => {
    const [name] = own.prepared.keys();
    if (name === undefined) return null;
    const mark = markOf(own);
    const text = own.prepared.get(name) as string;
    const value = text.includes('count')
      ? '10'
      : text.includes('n = 3')
        ? '3'
        : text.includes('day')
          ? '2026-02-03'
          : '1';
    return {
      name: 'executes by SQL',
      said: [query(`EXECUTE ${name}('${mark}')`)],
      expects: ['T', `D:${mark}|${value}`, 'C:SELECT 1', 'Z:I'],
      keeps: true,
    };
  },
  (own) => {
    const mark = markOf(own);
    const declare = `DECLARE held CURSOR WITH HOLD FOR SELECT '${mark}' || n FROM numbers ORDER BY n`;
    const fetched = (n: number): Expected[] => ['T', `D:${mark}${n}`, 'C:FETCH 1', 'Z:I'];
    return {
      name: 'holds a cursor',
      said: [declare, 'FETCH 1 FROM held', 'FETCH 1 FROM held', 'CLOSE held'].map(query),
      expects: ['C:DECLARE CURSOR', 'Z:I', ...fetched(1), ...fetched(2), 'C:CLOSE CURSOR', 'Z:I'],
      keeps: true,
    };
  },
];
