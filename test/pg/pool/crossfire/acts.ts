import { say } from '../../raw-client.js';
import { type Act, type Expected, type Make, markOf, type Own, oneOf } from './act.js';

const { query, parse, bind, execute, sync, flush } = say;

/** Texts that many clients have in common: their statements are shared. */
const shared = [
  'SELECT $1::text AS mark, 1 AS one',
  'SELECT $1::text AS mark, n FROM numbers WHERE n = 3',
  'SELECT $1::text AS mark, count(*) FROM numbers',
  "SELECT $1::text AS mark, '02/03/2026'::date AS day",
];
const answered = ['1', '3', '10', '2026-02-03'];

const rows = (...told: readonly Expected[]): Expected[] => ['T', ...told, 'C:SELECT 1'];
const one = (text: string, ...told: readonly Expected[]): Pick<Act, 'said' | 'expects'> => ({
  said: [query(text)],
  expects: [...rows(...told), 'Z:I'],
});

const simple: Make = (own) => {
  const mark = markOf(own);
  return { name: 'simple', ...one(`SELECT '${mark}'`, `D:${mark}`) };
};

const simpleShared: Make = (own, roll) => {
  const mark = markOf(own);
  const n = 1 + roll(10);
  return { name: 'simple, shared', ...one(`SELECT '${mark}', n FROM numbers WHERE n = ${n}`, `D:${mark}|${n}`) };
};

const extended: Make = (own, roll) => {
  const said: Buffer[] = [];
  const expects: Expected[] = [];
  for (let left = 1 + roll(4); left > 0; left--) {
    const at = roll(shared.length);
    const mark = markOf(own);
    said.push(parse(shared[at] as string), bind('', '', [mark]));
    expects.push('1', '2');
    if (roll(2) === 0) {
      said.push(say.describePortal());
      expects.push('T');
    }
    said.push(execute());
    expects.push(`D:${mark}|${answered[at]}`, 'C:SELECT 1');
    if (roll(2) === 0 || left === 1) {
      said.push(sync);
      expects.push('Z:I');
    }
  }
  return { name: 'extended', said, expects };
};

const named: Make = (own, roll) => {
  const name = `p${roll(4)}`;
  const said: Buffer[] = [];
  const expects: Expected[] = [];
  const before = own.prepared.get(name);
  if (before !== undefined && roll(3) === 0) {
    said.push(say.closeStatement(name), sync);
    expects.push('3', 'Z:I');
    own.prepared.delete(name);
    return { name: 'close', said, expects };
  }
  const text = before ?? oneOf(shared, roll);
  if (before === undefined) {
    said.push(parse(text, name));
    expects.push('1');
    own.prepared.set(name, text);
  }
  const mark = markOf(own);
  said.push(bind(name, '', [mark]), execute(), sync);
  expects.push('2', `D:${mark}|${answered[shared.indexOf(text)]}`, 'C:SELECT 1', 'Z:I');
  return { name: 'named', said, expects };
};

const taken: Make = (own) => {
  const [name] = own.prepared.keys();
  if (name === undefined) return null;
  return { name: 'taken', said: [parse('SELECT 1', name), sync], expects: [/^E:42P05:/, 'Z:I'] };
};

const fails: Make = (own, roll) => {
  const [first, mark, last] = [markOf(own), markOf(own), markOf(own)];
  const wrong = new RegExp(`^E:22P02:.*${mark.replaceAll('.', '\\.')}`);
  const text = shared[0] as string;
  const asked = (value: string): Buffer[] => [parse(text), bind('', '', [value]), execute()];
  const bad =
    roll(2) === 0 ? [parse('SELECT $1::int'), bind('', '', [mark]), execute()] : [parse(`SELECT '${mark}'::int`)];
  const told = (value: string): Expected[] => ['1', '2', `D:${value}|1`, 'C:SELECT 1'];
  const bound = bad.length === 3 ? ['1', wrong] : [wrong];
  if (roll(2) === 0) {
    return {
      name: 'fails between Syncs',
      said: [...asked(first), sync, ...bad, sync, ...asked(last), sync],
      expects: [...told(first), 'Z:I', ...bound, 'Z:I', ...told(last), 'Z:I'],
    };
  }
  return {
    name: 'fails within a batch',
    said: [...asked(first), ...bad, ...asked(last), sync, ...asked(last), sync],
    expects: [...told(first), ...bound, 'Z:I', ...told(last), 'Z:I'],
  };
};

const flushes: Make = (own) => {
  const [first, last] = [markOf(own), markOf(own)];
  const text = shared[0] as string;
  return {
    name: 'flushes',
    said: [parse(text), say.describeStatement(), flush],
    expects: ['1', 't', 'T', '2', `D:${first}|1`, 'C:SELECT 1', '2', `D:${last}|1`, 'C:SELECT 1', 'Z:I'],
    later: [
      { after: 3, said: [bind('', '', [first]), execute(), flush] },
      { after: 6, said: [bind('', '', [last]), execute(), sync] },
    ],
  };
};

const fewRows: Make = (own, roll) => {
  const mark = markOf(own);
  const row = (n: number): Expected => `D:${mark}${n}`;
  const name = roll(2) === 0 ? 'held' : '';
  const said = [parse(`SELECT '${mark}' || n FROM numbers ORDER BY n`), bind('', name), execute(name, 2)];
  const expects: Expected[] = ['1', '2', row(1), row(2), 's'];
  if (roll(2) === 0) {
    said.push(execute(name, 3));
    expects.push(row(3), row(4), row(5), 's');
  }
  if (roll(3) === 0) {
    said.push(say.closePortal(name));
    expects.push('3');
  }
  said.push(sync);
  expects.push('Z:I');
  if (roll(2) === 0) {
    said.push(execute(name), sync);
    expects.push(/^E:34000:/, 'Z:I');
  }
  return { name: 'few rows', said, expects };
};

const transaction: Make = (own, roll) => {
  const mark = markOf(own);
  const write = `INSERT INTO rows VALUES (${own.id}, '${mark}') ON CONFLICT (id) DO UPDATE SET mark = excluded.mark`;
  const twice = `INSERT INTO twice VALUES (${own.id}, '${mark}')`;
  const way = oneOf(['COMMIT', 'ROLLBACK', 'fails'] as const, roll);
  const said = [query('BEGIN'), query(write), query(twice)];
  const expects: Expected[] = ['C:BEGIN', 'Z:T', 'C:INSERT 0 1', 'Z:T', 'C:INSERT 0 1', 'Z:T'];
  if (roll(2) === 0) {
    said.push(query('SAVEPOINT s'), query('SELECT 1/0'), query('ROLLBACK TO s'));
    expects.push('C:SAVEPOINT', 'Z:T', 'T?', /^E:22012:/, 'Z:E', 'C:ROLLBACK', 'Z:T');
  }
  said.push(parse('SELECT mark FROM rows WHERE id = $1'), bind('', '', [String(own.id)]), execute(), sync);
  expects.push('1', '2', `D:${mark}`, 'C:SELECT 1', 'Z:T');
  if (way === 'fails') {
    said.push(query(`SELECT '${mark}'::int`), query('COMMIT'));
    expects.push(new RegExp(`^E:22P02:.*${mark}`), 'Z:E', 'C:ROLLBACK', 'Z:I');
  } else {
    said.push(query(twice), query(way));
    expects.push('C:INSERT 0 1', 'Z:T', `C:${way}`, 'Z:I');
  }
  return { name: `transaction, ${way}`, said, expects, done: () => (way === 'COMMIT' ? store(own, mark) : undefined) };
};

function store(own: Own, mark: string): void {
  own.stored = mark;
}

const reads: Make = (own) => {
  const text = `SELECT coalesce((SELECT mark FROM rows WHERE id = ${own.id}), 'none')`;
  return { name: 'reads its row', ...one(text, `D:${own.stored ?? 'none'}`) };
};

const copies: Make = (own, roll) => {
  const mark = markOf(own);
  const way = roll(4);
  const data = [say.copyData(`${own.id}\t${mark}\n`), say.copyData(`${own.id}\t${mark}\n`)];
  const start = query('COPY copied FROM STDIN');
  if (way === 0) {
    return { name: 'copies', said: [start, ...data, say.copyDone], expects: ['G', 'C:COPY 2', 'Z:I'] };
  }
  if (way === 1) {
    const why = new RegExp(`^E:57014:.*${mark}`);
    return { name: 'gives up a COPY', said: [start, ...data, say.copyFail(mark)], expects: ['G', why, 'Z:I'] };
  }
  if (way === 2) {
    const said = [start, say.copyData(`x\t${mark}\n`), ...data, say.copyDone];
    return { name: 'copies what is wrong', said, expects: ['G', /^E:22P02:/, 'Z:I'] };
  }
  const text = `COPY (SELECT '${mark}' || n FROM numbers WHERE n < 3 ORDER BY n) TO STDOUT`;
  return {
    name: 'copies out',
    said: [query(text)],
    expects: ['H', `d:${mark}1\n`, `d:${mark}2\n`, 'c', 'C:COPY 2', 'Z:I'],
  };
};

const outOfTurn: Make = (own) => {
  const mark = markOf(own);
  const said = [say.copyData('1\t2\n'), say.copyDone, flush, say.copyFail('no'), flush, query(`SELECT '${mark}'`)];
  return { name: 'data out of turn', said, expects: [...rows(`D:${mark}`), 'Z:I'] };
};

const unknownNames: Make = (own, roll) => {
  const mark = markOf(own);
  const [wrong, code] = oneOf(
    [
      [bind('nobody'), '26000'],
      [execute('nobody'), '34000'],
      [say.describeStatement('nobody'), '26000'],
      [say.describePortal('nobody'), '34000'],
    ] as const,
    roll,
  );
  const said = [wrong, execute(), bind(), sync, parse(shared[0] as string), bind('', '', [mark]), execute(), sync];
  const expects = [new RegExp(`^E:${code}:`), 'Z:I', '1', '2', `D:${mark}|1`, 'C:SELECT 1', 'Z:I'];
  return { name: 'unknown names', said, expects };
};

/** What a client has not prepared itself it finds under no name, nor under none. */
const nothingUnnamed: Make = (own) => {
  const [mark, left] = [markOf(own), markOf(own)];
  const said = [query(`SELECT '${mark}'`), bind(), execute(), sync, say.describeStatement(), sync];
  const leaves = [parse(`SELECT '${left}', 'today'::date IS NULL`), bind(), execute(), sync];
  return {
    name: 'nothing unnamed',
    said: [...said, ...leaves],
    expects: [
      ...rows(`D:${mark}`),
      'Z:I',
      ...[/^E:26000:/, 'Z:I', /^E:26000:/, 'Z:I'],
      ...['1', '2', `D:${left}|f`, 'C:SELECT 1', 'Z:I'],
    ],
  };
};

const syncs: Make = (_, roll) => {
  const count = 2 + roll(20);
  return { name: 'Syncs', said: Array(count).fill(sync), expects: Array(count).fill('Z:I') };
};

const notice: Make = (own) => {
  const mark = markOf(own);
  return {
    name: 'a notice',
    said: [query(`SELECT says('${mark}')`)],
    expects: ['T', `N:${mark}`, `D:${mark}`, 'C:SELECT 1', 'Z:I'],
  };
};

const slow: Make = (own, roll) => {
  const mark = markOf(own);
  const text = `SELECT '${mark}' || coalesce(pg_sleep(0.0${1 + roll(5)})::text, '')`;
  return { name: 'slow', ...one(text, `D:${mark}`) };
};

const cancelled: Make = (own, roll) => {
  const mark = markOf(own);
  const text = `SELECT '${mark}' || coalesce(pg_sleep(0.0${1 + roll(9)})::text, '')`;
  return { name: 'cancelled', ...one(text, `D:${mark}`), cancels: true };
};

const timesOut: Make = () => {
  const said = [
    query('BEGIN'),
    query("SET LOCAL statement_timeout = '5ms'"),
    query('SELECT pg_sleep(20)'),
    query('ROLLBACK'),
  ];
  const expects: Expected[] = ['C:BEGIN', 'Z:T', 'C:SET', 'Z:T', 'T?', /^E:57014:/, 'Z:E', 'C:ROLLBACK', 'Z:I'];
  return { name: 'times out', said, expects };
};

const long: Make = (own, roll) => {
  const mark = markOf(own);
  const times = 1_000 + roll(20_000);
  return { name: 'long', ...one(`SELECT repeat('${mark}', ${times})`, `D:${mark.repeat(times)}`) };
};

/** It reads slower than the server writes. */
const readsSlowly: Make = (own, roll) => {
  const mark = markOf(own);
  const times = 50_000 + roll(200_000);
  return {
    name: 'reads slowly',
    ...one(`SELECT repeat('${mark}', ${times})`, `D:${mark.repeat(times)}`),
    deafMs: 20 + roll(200),
  };
};

const cursor: Make = (own) => {
  const mark = markOf(own);
  const said = [
    'BEGIN',
    `DECLARE c CURSOR FOR SELECT '${mark}' || n FROM numbers ORDER BY n`,
    'FETCH 1 FROM c',
    'COMMIT',
  ];
  const fetched: Expected[] = ['T', `D:${mark}1`, 'C:FETCH 1', 'Z:T'];
  const expects: Expected[] = ['C:BEGIN', 'Z:T', 'C:DECLARE CURSOR', 'Z:T', ...fetched, 'C:COMMIT', 'Z:I'];
  return { name: 'cursor', said: said.map(query), expects };
};

const sequence: Make = () => ({
  name: 'another’s sequences',
  said: [query('BEGIN'), query('SELECT lastval()'), query('ROLLBACK')],
  expects: ['C:BEGIN', 'Z:T', 'T?', /^E:(55000|0A000):/, 'Z:E', 'C:ROLLBACK', 'Z:I'],
  keeps: true,
});

const moves: Make = (own) => {
  const mark = markOf(own);
  return { name: 'moves a sequence', ...one(`SELECT '${mark}' FROM nextval('counter')`, `D:${mark}`) };
};

/** Acts of which nothing stays. */
export const passing: readonly Make[] = [
  simple,
  simpleShared,
  simpleShared,
  extended,
  extended,
  named,
  named,
  taken,
  fails,
  flushes,
  fewRows,
  transaction,
  reads,
  copies,
  outOfTurn,
  unknownNames,
  nothingUnnamed,
  syncs,
  notice,
  slow,
  cancelled,
  timesOut,
  long,
  readsSlowly,
  cursor,
  moves,
];

/** For a client that may keep its connection, and has not used it otherwise. */
export const asksSequence = sequence;
