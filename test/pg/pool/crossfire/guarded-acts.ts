import { say } from '../../raw-client.js';
import { type Act, type Expected, type Make, markOf, type Own, oneOf, type Roll } from './act.js';

// Acts upon a protected relation: `people`, with an id for each client. What one is shown hangs on who it is, and on its id.

const { query, parse, bind, execute, sync, flush } = say;

/** Two principals share the connections: one sees initials, of who has consented; the other sees all, by contract. */
export type Principal = 'app' | 'desk';

export function principalOf({ id }: Own): Principal {
  return id % 2 === 0 ? 'app' : 'desk';
}

/** In SQL, of `id`: who has not consented. */
export const withdrawn = 'id % 5 = 0';
const hasConsented = (id: number): boolean => id % 5 !== 0;

/** No answer to `app` may hold it. */
export const hiddenName = 'Crossfirecanary';

const nameOf = (own: Own): string => (principalOf(own) === 'app' ? 'C.' : `${hiddenName} ${own.id}`);

/** Whether the client sees its own row. */
const sees = (own: Own): boolean => principalOf(own) === 'desk' || hasConsented(own.id);

/** Of the row with the client's id: as it was made, or as the client has left it. */
const markIn = (own: Own): string => own.stored ?? `p${own.id}`;

/** Statements that all clients have in common. The first parameter is the client's own id, the second what it says. */
const shared: readonly { readonly text: string; readonly tells: (own: Own, said: string) => string | null }[] = [
  {
    text: 'SELECT $2::text AS said, id, name FROM people WHERE id = $1',
    tells: (own, said) => (sees(own) ? `${said}|${own.id}|${nameOf(own)}` : null),
  },
  {
    text: 'SELECT id, mark, $2::text FROM people WHERE id = $1 AND name IS NOT NULL',
    tells: (own, said) => (sees(own) ? `${own.id}|${markIn(own)}|${said}` : null),
  },
  {
    text: 'SELECT p.id, n.n, p.name, $2::text FROM numbers n JOIN people p ON p.id = $1 WHERE n.n = 3',
    tells: (own, said) => (sees(own) ? `${own.id}|3|${nameOf(own)}|${said}` : null),
  },
  {
    text: 'SELECT $2::text, count(*), min(id) FROM people WHERE id >= $1 AND id < $1 + 10',
    tells: (own, said) => {
      const seen = Array.from({ length: 10 }, (_, at) => own.id + at);
      const ids = principalOf(own) === 'desk' ? seen : seen.filter(hasConsented);
      return `${said}|${ids.length}|${ids[0]}`;
    },
  },
];

/** What a SELECT answers, behind what describes it. */
const rows = (row: string | null): Expected[] => (row === null ? ['C:SELECT 0'] : [`D:${row}`, 'C:SELECT 1']);

const values = (own: Own, said: string): string[] => [String(own.id), said];

/** The same with constants: what differs in those alone runs as one statement of the server's. */
const written = (text: string, own: Own, said: string): string =>
  text.replaceAll('$1', String(own.id)).replaceAll('$2', `'${said}'`);

const simple: Make = (own, roll) => {
  const said = markOf(own);
  const { text, tells } = oneOf(shared, roll);
  return { name: 'simple', said: [query(written(text, own, said))], expects: ['T', ...rows(tells(own, said)), 'Z:I'] };
};

const twoAtOnce: Make = (own, roll) => {
  const said = markOf(own);
  const [one, other] = [oneOf(shared, roll), oneOf(shared, roll)];
  return {
    name: 'two statements at once',
    said: [query([one, other].map(({ text }) => written(text, own, said)).join('; '))],
    expects: [...[one, other].flatMap(({ tells }) => ['T', ...rows(tells(own, said))]), 'Z:I'],
  };
};

const extended: Make = (own, roll) => {
  const said: Buffer[] = [];
  const expects: Expected[] = [];
  for (let left = 1 + roll(4); left > 0; left--) {
    const mark = markOf(own);
    const { text, tells } = oneOf(shared, roll);
    said.push(parse(text), bind('', '', values(own, mark)));
    expects.push('1', '2');
    if (roll(2) === 0) {
      said.push(say.describePortal());
      expects.push('T');
    }
    said.push(execute());
    expects.push(...rows(tells(own, mark)));
    if (roll(2) === 0 || left === 1) {
      said.push(sync);
      expects.push('Z:I');
    }
  }
  return { name: 'extended', said, expects };
};

const named: Make = (own, roll) => {
  const name = `g${roll(4)}`;
  const before = own.prepared.get(name);
  if (before !== undefined && roll(4) === 0) {
    own.prepared.delete(name);
    return { name: 'close', said: [say.closeStatement(name), sync], expects: ['3', 'Z:I'] };
  }
  const said: Buffer[] = [];
  const expects: Expected[] = [];
  const { text, tells } = shared.find((one) => one.text === before) ?? oneOf(shared, roll);
  if (before === undefined) {
    said.push(parse(text, name));
    expects.push('1');
    own.prepared.set(name, text);
  }
  const mark = markOf(own);
  said.push(bind(name, '', values(own, mark)), execute(), sync);
  expects.push('2', ...rows(tells(own, mark)), 'Z:I');
  return { name: 'named', said, expects };
};

/** A value that is none, and a statement that the gate refuses, among others that are neither. */
const fails: Make = (own, roll) => {
  const [first, mark, last] = [markOf(own), markOf(own), markOf(own)];
  const { text, tells } = oneOf(shared, roll);
  const asked = (value: string): Buffer[] => [parse(text), bind('', '', values(own, value)), execute()];
  const told = (value: string): Expected[] => ['1', '2', ...rows(tells(own, value))];
  const [bad, wrong] = oneOf<readonly [Buffer[], Expected[]]>(
    [
      [
        [parse(text), bind('', '', [mark, mark]), execute()],
        ['1', /^E:22P02:/],
      ],
      [[parse("SELECT pg_read_file('secret')"), bind(), execute()], [/^E:42501:/]],
      [[parse('SELECT nothing FROM people'), bind(), execute()], [/^E:42703:/]],
    ],
    roll,
  );
  if (roll(2) === 0) {
    return {
      name: 'fails between Syncs',
      said: [...asked(first), sync, ...bad, sync, ...asked(last), sync],
      expects: [...told(first), 'Z:I', ...wrong, 'Z:I', ...told(last), 'Z:I'],
    };
  }
  return {
    name: 'fails within a batch',
    said: [...asked(first), ...bad, ...asked(last), sync, ...asked(last), sync],
    expects: [...told(first), ...wrong, 'Z:I', ...told(last), 'Z:I'],
  };
};

const failsSimply: Make = (own, roll) => {
  const mark = markOf(own);
  const { text, tells } = oneOf(shared, roll);
  const ask = query(written(text, own, mark));
  const told = ['T', ...rows(tells(own, mark)), 'Z:I'];
  const [bad, wrong] = oneOf(
    [
      ["SELECT pg_read_file('secret')", /^E:42501:/],
      [`SELECT id FROM people WHERE id = ${own.id} OR '${mark}'::int > 0`, /^E:22P02:/],
      ['SELECT FROM WHERE', /^E:42601:/],
    ] as const,
    roll,
  );
  return { name: 'fails simply', said: [ask, query(bad), ask], expects: [...told, wrong, 'Z:I', ...told] };
};

const flushes: Make = (own, roll) => {
  const [first, last] = [markOf(own), markOf(own)];
  const { text, tells } = oneOf(shared, roll);
  const one = rows(tells(own, first));
  return {
    name: 'flushes',
    said: [parse(text), say.describeStatement(), flush],
    expects: ['1', 't', 'T', '2', ...one, '2', ...rows(tells(own, last)), 'Z:I'],
    later: [
      { after: 3, said: [bind('', '', values(own, first)), execute(), flush] },
      { after: 4 + one.length, said: [bind('', '', values(own, last)), execute(), sync] },
    ],
  };
};

const fewRows: Make = (own, roll) => {
  const mark = markOf(own);
  const name = roll(2) === 0 ? 'held' : '';
  const row = (at: number): Expected => `D:${mark}|${own.id + at}`;
  const text = 'SELECT $2::text, p.id + n.n FROM people p JOIN numbers n ON n.n < 6 WHERE p.id = $1 ORDER BY n.n';
  const isThere = sees(own);
  return {
    name: 'few rows',
    said: [parse(text), bind('', name, values(own, mark)), execute(name, 2), execute(name, 9), sync],
    // All that there is has been said with the first.
    expects: isThere
      ? ['1', '2', row(1), row(2), 's', row(3), row(4), row(5), 'C:SELECT 3', 'Z:I']
      : ['1', '2', 'C:SELECT 0', 'C:SELECT 0', 'Z:I'],
  };
};

/** Writes reach the rows that are seen, and no others. */
const transaction: Make = (own, roll) => {
  const mark = markOf(own);
  const way = oneOf(['COMMIT', 'ROLLBACK', 'fails'] as const, roll);
  const count = sees(own) ? 1 : 0;
  const update = 'UPDATE people SET mark = $1 WHERE id = $2';
  const isSimple = roll(2) === 0;
  const said = [query('BEGIN')];
  const expects: Expected[] = ['C:BEGIN', 'Z:T'];
  if (isSimple) said.push(query(written(update.replace('$1', `'${mark}'`).replace('$2', '$1'), own, mark)));
  else said.push(parse(update), bind('', '', [mark, String(own.id)]), execute(), sync);
  expects.push(...(isSimple ? [] : ['1', '2']), `C:UPDATE ${count}`, 'Z:T');
  if (roll(2) === 0) {
    said.push(query('SAVEPOINT s'), query("SELECT pg_read_file('secret')"), query('ROLLBACK TO s'));
    expects.push('C:SAVEPOINT', 'Z:T', /^E:42501:/, 'Z:E', 'C:ROLLBACK', 'Z:T');
  }
  const text = 'SELECT id, name, mark FROM people WHERE id = $1';
  said.push(parse(text), bind('', '', [String(own.id)]), execute(), sync);
  expects.push('1', '2', ...rows(count === 1 ? `${own.id}|${nameOf(own)}|${mark}` : null), 'Z:T');
  const twice = query(`INSERT INTO twice VALUES (${own.id}, '${mark}')`);
  said.push(twice, twice);
  expects.push('C:INSERT 0 1', 'Z:T', 'C:INSERT 0 1', 'Z:T');
  if (way === 'fails') {
    said.push(query(`SELECT '${mark}'::int`), query('COMMIT'));
    expects.push(/^E:22P02:/, 'Z:E', 'C:ROLLBACK', 'Z:I');
  } else {
    said.push(query(way));
    expects.push(`C:${way}`, 'Z:I');
  }
  const done = (): void => {
    if (way === 'COMMIT' && count === 1) own.stored = mark;
  };
  return { name: `transaction, ${way}`, said, expects, done };
};

const cursor: Make = (own) => {
  const mark = markOf(own);
  const declare = `DECLARE c CURSOR FOR SELECT '${mark}', id, name FROM people WHERE id = ${own.id}`;
  const row = sees(own) ? [`D:${mark}|${own.id}|${nameOf(own)}`, 'C:FETCH 1'] : ['C:FETCH 0'];
  return {
    name: 'cursor',
    said: ['BEGIN', declare, 'FETCH 1 FROM c', 'COMMIT'].map(query),
    expects: ['C:BEGIN', 'Z:T', 'C:DECLARE CURSOR', 'Z:T', 'T', ...row, 'Z:T', 'C:COMMIT', 'Z:I'],
  };
};

const copiesOut: Make = (own) => {
  const mark = markOf(own);
  const row = sees(own) ? [`d:${own.id}\t${nameOf(own)}\t${mark}\n`] : [];
  return {
    name: 'copies out',
    said: [query(`COPY (SELECT id, name, '${mark}' FROM people WHERE id = ${own.id}) TO STDOUT`)],
    expects: ['H', ...row, 'c', `C:COPY ${row.length}`, 'Z:I'],
  };
};

const asksSlowly = (own: Own, roll: Roll, name: string): Act => {
  const mark = markOf(own);
  const ms = 1 + roll(80);
  const text = `SELECT '${mark}', id, name, slowly(${ms}) FROM people WHERE id = $1`;
  const row = sees(own) ? `${mark}|${own.id}|${nameOf(own)}|${ms}` : null;
  if (roll(2) === 0) {
    return { name, said: [query(written(text, own, mark))], expects: ['T', ...rows(row), 'Z:I'] };
  }
  const said = [parse(text), bind('', '', [String(own.id)]), execute(), sync];
  return { name: `${name}, extended`, said, expects: ['1', '2', ...rows(row), 'Z:I'] };
};

const slow: Make = (own, roll) => asksSlowly(own, roll, 'slow');

const cancelled: Make = (own, roll) => ({ ...asksSlowly(own, roll, 'cancelled'), cancels: true });

const long: Make = (own, roll) => {
  const mark = markOf(own);
  const times = 1_000 + roll(100_000);
  const row = sees(own) ? `${own.id}|${mark.repeat(times)}` : null;
  const deafMs = roll(3) === 0 ? 20 + roll(100) : 0;
  return {
    name: 'long',
    said: [query(`SELECT id, repeat('${mark}', ${times}) FROM people WHERE id = ${own.id}`)],
    expects: ['T', ...rows(row), 'Z:I'],
    ...(deafMs > 0 ? { deafMs } : {}),
  };
};

/** A constant of a guarded statement is read by what its client has set. */
const setsLocally: Make = (own) => {
  const mark = markOf(own);
  const text = "SELECT $2::text, id, '02/03/2026'::date::text FROM people WHERE id = $1";
  const asked = [parse(text), bind('', '', values(own, mark)), execute(), sync];
  const told = (day: string): Expected[] => ['1', '2', ...rows(sees(own) ? `${mark}|${own.id}|${day}` : null)];
  return {
    name: 'sets locally',
    said: [query('BEGIN'), query("SET LOCAL datestyle = 'German, DMY'"), ...asked, query('COMMIT'), ...asked],
    expects: [
      ...['C:BEGIN', 'Z:T', 'C:SET', 'Z:T'],
      ...told('02.03.2026'),
      ...['Z:T', 'C:COMMIT', 'Z:I'],
      ...told('2026-02-03'),
      'Z:I',
    ],
  };
};

/** Names of SQL's keep the client on its connection. */
const namesBySql: Make = (own) => {
  const mark = markOf(own);
  const name = `sql${own.said}`;
  const text = `PREPARE ${name} AS SELECT '${mark}', id, name FROM people WHERE id = $1::int`;
  const row = rows(sees(own) ? `${mark}|${own.id}|${nameOf(own)}` : null);
  return {
    name: 'names by SQL',
    said: [text, `EXECUTE ${name}(${own.id})`, `DEALLOCATE ${name}`].map(query),
    expects: ['C:PREPARE', 'Z:I', 'T', ...row, 'Z:I', 'C:DEALLOCATE', 'Z:I'],
    keeps: true,
  };
};

export const discardsAll: Make = (own) => ({
  name: 'discards all',
  said: [query('DISCARD ALL')],
  expects: ['C:DISCARD ALL', 'Z:I'],
  keeps: false,
  done: () => own.prepared.clear(),
});

/** For any client. */
export const guarded: readonly Make[] = [
  simple,
  simple,
  simple,
  twoAtOnce,
  extended,
  extended,
  named,
  named,
  fails,
  failsSimply,
  flushes,
  fewRows,
  transaction,
  transaction,
  cursor,
  copiesOut,
  slow,
  cancelled,
  long,
  setsLocally,
];

/** For a client that may keep its connection. */
export const keeping: readonly Make[] = [namesBySql, discardsAll];

/** In one way or another. */
export function leaves(own: Own, roll: Roll): Act {
  const mark = markOf(own);
  const { text, tells } = oneOf(shared, roll);
  const asked = [parse(text), bind('', '', values(own, mark)), execute(), sync];
  const told = ['1', '2', ...rows(tells(own, mark)), 'Z:I'];
  switch (roll(4)) {
    case 0:
      return { name: 'says farewell', said: [...asked, say.terminate], expects: told, ends: 'terminates' };
    case 1:
      return { name: 'breaks off', said: [...asked, ...asked], expects: [...told, ...told], ends: 'breaks off' };
    case 2: {
      const begun = [query('BEGIN'), query(`INSERT INTO twice VALUES (${own.id}, '${mark}')`)];
      return { name: 'breaks off in a transaction', said: begun, expects: [], ends: 'breaks off' };
    }
    default: {
      const unknown = Buffer.from([0x7a, 0, 0, 0, 4]);
      const expects = [...told, 'FATAL:08P01'];
      return { name: 'says what is no message', said: [...asked, unknown], expects, ends: 'is thrown out' };
    }
  }
}
