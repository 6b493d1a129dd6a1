import { say } from '../../raw-client.js';
import { type Act, type Expected, type Make, markOf, type Own, oneOf } from './act.js';

// Acts of which something stays with the client, and nobody else may find it.

const { query, parse, bind, execute, sync } = say;

const defaults: ReadonlyMap<string, string> = new Map([
  ['application_name', ''],
  ['timezone', 'UTC'],
  ['work_mem', '4MB'],
  ['datestyle', 'ISO, MDY'],
]);

const zones = ['UTC', 'Asia/Tokyo', 'America/Lima', 'Europe/Paris'];

const sets: Make = (own, roll) => {
  const [name, value] = oneOf(
    [
      ['application_name', markOf(own)],
      ['timezone', oneOf(zones, roll)],
      ['work_mem', `${5 + roll(90)}MB`],
    ] as const,
    roll,
  );
  const text = roll(2) === 0 ? `SET ${name} = '${value}'` : `SELECT set_config('${name}', '${value}', false)`;
  const told: Expected[] = text.startsWith('SET') ? ['C:SET', 'Z:I'] : ['T', `D:${value}`, 'C:SELECT 1', 'Z:I'];
  return { name: 'sets', said: [query(text)], expects: told, done: () => void own.settings.set(name, value) };
};

const setsAndTakesBack: Make = () => ({
  name: 'sets and takes back',
  said: [query('BEGIN'), query("SET work_mem = '999MB'"), query('ROLLBACK')],
  expects: ['C:BEGIN', 'Z:T', 'C:SET', 'Z:T', 'C:ROLLBACK', 'Z:I'],
});

const shows: Make = (own, roll) => {
  const name = oneOf([...defaults.keys()], roll);
  const value = own.settings.get(name) ?? defaults.get(name);
  if (roll(2) === 0)
    return { name: 'shows', said: [query(`SHOW ${name}`)], expects: ['T', `D:${value}`, 'C:SHOW', 'Z:I'] };
  const said = [parse('SELECT current_setting($1)'), bind('', '', [name]), execute(), sync];
  return { name: 'shows', said, expects: ['1', '2', `D:${value}`, 'C:SELECT 1', 'Z:I'] };
};

/** A constant is read by what is set where its statement is prepared, which is so for many. */
const setsLocally: Make = (own, roll) => {
  const mark = markOf(own);
  const [style, day] = oneOf(
    [
      ['SQL, DMY', '02/03/2026'],
      ['SQL, MDY', '02/03/2026'],
      ['German, DMY', '02.03.2026'],
      ['ISO, DMY', '2026-03-02'],
    ] as const,
    roll,
  );
  const text = "SELECT $1::text || '02/03/2026'::date::text";
  const asked = [parse(text), bind('', '', [mark]), execute(), sync];
  return {
    name: 'sets locally',
    said: [query('BEGIN'), query(`SET LOCAL datestyle = '${style}'`), ...asked, query('COMMIT'), ...asked],
    expects: [
      'C:BEGIN',
      'Z:T',
      'C:SET',
      'Z:T',
      ...['1', '2', `D:${mark}${day}`, 'C:SELECT 1', 'Z:T'],
      'C:COMMIT',
      'Z:I',
      ...['1', '2', `D:${mark}2026-02-03`, 'C:SELECT 1', 'Z:I'],
    ],
  };
};

/** Everything that a connection may hold of a client, at one look. */
const looks: Make = (own) => {
  const text = `SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
    (SELECT count(*) FROM pg_listening_channels()), (SELECT count(*) FROM pg_cursors WHERE is_holdable),
    (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'), session_user = current_user`;
  const told = [own.hasLock, own.listens, false, own.hasTable].map(Number).join('|');
  return { name: 'looks', said: [query(text)], expects: ['T', `D:${told}|t`, 'C:SELECT 1', 'Z:I'] };
};

const listens: Make = (own) => {
  if (own.listens) return null;
  const done = (): void => {
    own.listens = true;
  };
  return { name: 'listens', said: [query(`LISTEN c${own.id}`)], expects: ['C:LISTEN', 'Z:I'], keeps: true, done };
};

const locks: Make = (own) => {
  if (own.hasLock) return null;
  const text = `SELECT '${markOf(own)}' || pg_advisory_lock(${own.id})`;
  const done = (): void => {
    own.hasLock = true;
  };
  return { name: 'locks', said: [query(text)], expects: ['T', /^D:/, 'C:SELECT 1', 'Z:I'], keeps: true, done };
};

const makesTable: Make = (own, roll) => {
  const mark = markOf(own);
  if (own.hasTable) {
    const text =
      roll(2) === 0 ? 'SELECT count(DISTINCT id) FROM mine' : `SELECT count(*) FROM mine WHERE id <> ${own.id}`;
    const value = text.includes('DISTINCT') ? 1 : 0;
    return { name: 'reads its table', said: [query(text)], expects: ['T', `D:${value}`, 'C:SELECT 1', 'Z:I'] };
  }
  const done = (): void => {
    own.hasTable = true;
  };
  const text = `CREATE TEMP TABLE mine AS SELECT ${own.id} AS id, '${mark}' AS mark`;
  return { name: 'makes a table', said: [query(text)], expects: ['C:SELECT 1', 'Z:I'], keeps: true, done };
};

const findsNoTable: Make = (own) => {
  if (own.hasTable) return null;
  return { name: 'finds no table', said: [query('SELECT * FROM mine')], expects: [/^E:42P01:/, 'Z:I'] };
};

const listsPrepared: Make = (own, roll) => {
  const text =
    "SELECT coalesce(string_agg(name || '=' || statement, ';' ORDER BY name), 'none') FROM pg_prepared_statements WHERE name <> ''";
  const all = [...own.prepared].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, statement]) => `${name}=${statement}`);
  const told = `D:${all.join(';') || 'none'}`;
  const keeps = own.prepared.size > 0 || own.keepsConnection;
  if (roll(2) === 0) return { name: 'lists', said: [query(text)], expects: ['T', told, 'C:SELECT 1', 'Z:I'], keeps };
  const said = [parse(text), say.flush, bind(), execute(), sync];
  return { name: 'lists by parts', said, expects: ['1', '2', told, 'C:SELECT 1', 'Z:I'], keeps };
};

const discardsAll: Make = (own) => {
  const done = (): void => {
    own.settings.clear();
    own.prepared.clear();
    Object.assign(own, { hasTable: false, hasLock: false, listens: false });
  };
  return { name: 'discards all', said: [query('DISCARD ALL')], expects: ['C:DISCARD ALL', 'Z:I'], keeps: false, done };
};

/** For any client. */
export const light: readonly Make[] = [
  sets,
  setsAndTakesBack,
  shows,
  shows,
  ...Array(4).fill(setsLocally),
  looks,
  looks,
  findsNoTable,
];

/** For clients that may keep their connection: there are few. */
export const heavy: readonly Make[] = [listens, locks, makesTable, makesTable, listsPrepared, looks, discardsAll];

export { discardsAll };

/** `to` is told, if it listens, by whom. */
export function notifies(own: Own, to: number): Act {
  const mark = markOf(own);
  return { name: 'notifies', said: [query(`NOTIFY c${to}, 'to ${to} ${mark}'`)], expects: ['C:NOTIFY', 'Z:I'] };
}

/** The client leaves, in one way or another. */
export function leaves(own: Own, roll: (below: number) => number): Act {
  const mark = markOf(own);
  const asked = [parse('SELECT $1::text AS mark, 1 AS one'), bind('', '', [mark]), execute(), sync];
  const begun = [query('BEGIN'), query(`INSERT INTO twice VALUES (${own.id}, '${mark}')`)];
  const told: Expected[] = ['1', '2', `D:${mark}|1`, 'C:SELECT 1', 'Z:I'];
  switch (roll(6)) {
    case 0:
      return { name: 'says farewell', said: [say.terminate], expects: [], ends: 'terminates' };
    case 1:
      return {
        name: 'says farewell behind a question',
        said: [...asked, say.terminate],
        expects: told,
        ends: 'terminates',
      };
    case 2:
      return { name: 'breaks off', said: [...asked, ...asked], expects: [...told, ...told], ends: 'breaks off' };
    case 3: {
      const expects: Expected[] = ['C:BEGIN', 'Z:T', 'C:INSERT 0 1', 'Z:T'];
      return { name: 'breaks off in a transaction', said: begun, expects, ends: 'breaks off' };
    }
    case 4: {
      const said = [query('COPY copied FROM STDIN'), say.copyData(`${own.id}\t${mark}\n`)];
      return { name: 'breaks off in a COPY', said, expects: ['G'], ends: 'breaks off' };
    }
    default: {
      const unknown = Buffer.from([[0x00, 0x7a, 0x59, 0x70][roll(4)] as number, 0, 0, 0, 4]);
      return {
        name: 'says what is no message',
        said: [...asked, unknown],
        expects: [...told, 'FATAL:08P01'],
        ends: 'is thrown out',
      };
    }
  }
}
