import { frameBytes } from '../../../src/pgwire/index.js';
import { ask, say } from '../../pg/raw-client.js';
import { type AttackCase, answers, completes, family, refused, type Script, script } from '../attack-case.js';

const peek = 'SELECT notes FROM customers WHERE id = 730001';
const forbidden = 'SELECT leak(730001)';
/** Results in binary. */
const bindBinary = (statement = '', portal = '') =>
  frameBytes(0x42, Buffer.concat([Buffer.from(`${portal}\0${statement}\0`), Buffer.from([0, 0, 0, 0, 0, 1, 0, 1])]));
const bytewise = (ready: number, ...frames: readonly Buffer[]): Script => ({
  ...script(ready, ...frames),
  bytewise: true,
});
const call = (oid: number, ...args: readonly Buffer[]) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(oid);
  const values = args.map((arg) => Buffer.concat([Buffer.from([0, 0, 0, arg.length]), arg]));
  return frameBytes(0x46, Buffer.concat([head, Buffer.from([0, 0, 0, args.length]), ...values, Buffer.from([0, 0])]));
};
const length = (type: string, bytes: number) => {
  const frame = Buffer.alloc(5);
  frame.write(type, 'latin1');
  frame.writeUInt32BE(bytes, 1);
  return frame;
};

/** Messages in an order, a shape or a size that nobody expects. */
export const protocol: readonly AttackCase[] = family('protocol sequences', 'clerk', [
  ['Execute without Describe', script(1, ask(peek), say.sync), answers([null])],
  [
    'Describe of a statement',
    script(1, say.parse(peek, 'p'), say.describeStatement('p'), say.bind('p'), say.execute(), say.sync),
    answers([null]),
  ],
  [
    'results in binary',
    script(
      1,
      say.parse('SELECT notes, balance, dob FROM customers WHERE id = 730001'),
      bindBinary(),
      say.execute(),
      say.sync,
    ),
    answers([null, null, null]),
  ],
  [
    'results in binary, executed in pieces',
    script(1, say.parse('SELECT notes FROM customers'), bindBinary(), say.execute('', 1), say.execute('', 1), say.sync),
    answers([null], [null]),
  ],
  ...[
    "SET LOCAL DateStyle = 'ISO, MDY'",
    "SET TimeZone = 'UTC'",
    'RESET ALL',
    "SELECT set_config('datestyle', 'ISO, MDY', true)",
    'ROLLBACK TO s',
  ].map(
    (change) =>
      [
        // What was tried out before the first row could raise for a later one, which may be hidden.
        `a portal that goes on after ${change}`,
        [
          'BEGIN',
          script(
            1,
            say.parse('SELECT id FROM customers WHERE created_at > CAST($1 AS date) ORDER BY id', 'p'),
            frameBytes(
              0x42,
              Buffer.concat([
                Buffer.from('q\0p\0'),
                Buffer.from([0, 0, 0, 1, 0, 0, 0, 10]),
                Buffer.from('2000-01-13'),
                Buffer.from([0, 0]),
              ]),
            ),
            say.execute('q', 1),
            say.sync,
          ),
          'SAVEPOINT s',
          change,
          script(1, say.execute('q', 1), say.sync),
        ],
        refused(),
      ] as const,
  ),
  [
    'a portal that goes on after another setting',
    [
      'BEGIN',
      script(1, say.parse('SELECT notes FROM customers', 'p'), say.bind('p', 'q'), say.execute('q', 1), say.sync),
      'SET LOCAL statement_timeout = 60000',
      script(1, say.execute('q', 1), say.sync),
    ],
    answers([null]),
  ],
  ['a refused Parse in a pipeline', script(1, ask(forbidden), ask(peek), say.sync), refused()],
  [
    'a refused Parse, Flush, and on',
    script(1, say.parse(forbidden), say.flush, say.bind(), say.execute(), say.sync),
    refused(),
  ],
  [
    'a refused Parse, and the unnamed statement of before',
    [
      script(1, say.parse(peek), say.sync),
      script(1, say.parse(forbidden), say.sync),
      script(1, say.bind(), say.execute(), say.sync),
    ],
    refused('26000'),
  ],
  [
    'a refused Query, and the unnamed statement of before',
    [script(1, say.parse(peek), say.sync), forbidden, script(1, say.bind(), say.execute(), say.sync)],
    refused('26000'),
  ],
  [
    'a name that is taken',
    [
      script(1, say.parse('SELECT 1', 'p'), say.sync),
      script(1, say.parse(peek, 'p'), say.bind('p'), say.execute(), say.sync),
      script(1, say.bind('p'), say.execute(), say.sync),
    ],
    answers(['1']),
  ],
  [
    'a name that was closed in the same batch',
    script(
      1,
      say.parse('SELECT 1', 'p'),
      say.closeStatement('p'),
      say.parse(peek, 'p'),
      say.bind('p'),
      say.execute(),
      say.sync,
    ),
    answers([null]),
  ],
  [
    'a Close that an error keeps from happening',
    [
      script(1, say.parse('SELECT 1', 'p'), say.sync),
      script(1, ask('SELECT 1 / 0'), say.closeStatement('p'), say.parse(peek, 'p'), say.sync),
      script(1, say.bind('p'), say.execute(), say.sync),
    ],
    answers(['1']),
  ],
  [
    'Close, then Bind',
    script(1, say.parse(peek, 'p'), say.closeStatement('p'), say.bind('p'), say.sync),
    refused('26000'),
  ],
  [
    'a portal whose statement was closed',
    ['BEGIN', script(1, say.parse(peek, 'p'), say.bind('p', 'q'), say.closeStatement('p'), say.execute('q'), say.sync)],
    answers([null]),
  ],
  [
    'portals one in the other',
    [
      'BEGIN',
      script(
        1,
        say.parse('SELECT id FROM customers ORDER BY id', 'a'),
        say.parse('SELECT notes FROM customers', 'b'),
        say.bind('a', 'x'),
        say.bind('b', 'y'),
        say.execute('x', 1),
        say.execute('y', 1),
        say.execute('x', 1),
        say.execute('y', 1),
        say.sync,
      ),
    ],
    answers(['730001'], [null], ['730002'], [null]),
  ],
  [
    'the unnamed portal, bound again while it is suspended',
    script(
      1,
      say.parse('SELECT id FROM customers ORDER BY id', 'a'),
      say.parse('SELECT notes FROM customers', 'b'),
      say.bind('a'),
      say.execute('', 1),
      say.bind('b'),
      say.execute('', 1),
      say.sync,
    ),
    answers(['730001'], [null]),
  ],
  [
    'a portal of a transaction that is over',
    [script(1, say.parse(peek), say.bind('', 'q'), say.sync), script(1, say.execute('q'), say.sync)],
    refused('34000'),
  ],
  [
    'a portal that a Query ended',
    ['BEGIN', script(1, say.parse(peek), say.bind(), say.sync), 'SELECT 1', script(1, say.execute(), say.sync)],
    refused('34000'),
  ],
  [
    'a Query in the middle of a batch',
    script(2, say.parse(peek, 'p'), say.query(peek), say.bind('p'), say.execute(), say.sync),
    answers([null], [null]),
  ],
  [
    'a refused Query in the middle of a batch',
    script(2, say.parse(peek), say.query(forbidden), say.bind(), say.execute(), say.sync),
    refused('26000'),
  ],
  [
    'a Query behind an error before the Sync',
    script(1, ask('SELECT 1 / 0'), say.query(forbidden), say.sync),
    refused('22012'),
  ],
  ['a Query after Sync in one segment', script(2, ask(peek), say.sync, say.query(peek)), answers([null])],
  ['a refused Query after Sync in one segment', script(2, ask(peek), say.sync, say.query(forbidden)), refused()],
  [
    'many in one segment',
    script(4, say.query(forbidden), say.query(peek), ask(forbidden), say.sync, ask(peek), say.sync),
    refused(),
  ],
  ['one byte at a time', bytewise(2, say.query(forbidden), ask(peek), say.sync), refused()],
  [
    'one byte at a time, permitted',
    bytewise(1, say.parse(peek, 'p'), say.bind('p'), say.describePortal(), say.execute(), say.sync),
    answers([null]),
  ],
  [
    'several commands in a Parse',
    script(1, say.parse(`SELECT 1; ${peek}`), say.bind(), say.execute(), say.sync),
    refused('42601'),
  ],
  ['an empty Parse, and rows', script(1, say.parse(''), say.bind(), say.execute(), say.sync), completes()],
  [
    'Describe of what was refused',
    script(1, say.parse(forbidden, 'p'), say.describeStatement('p'), say.sync),
    refused(),
  ],
  ['Describe of a portal that is none', script(1, say.describePortal('nothing'), say.sync), refused('34000')],
  ['Bind of a statement that is none', script(1, say.bind('nothing'), say.sync), refused('26000')],
  ['Execute of a portal that is none', script(1, say.execute('nothing'), say.sync), refused('34000')],
  [
    'FunctionCall of leak',
    script(1, call(2078, Buffer.from('damask.purpose'), Buffer.from('x'), Buffer.from('f'))),
    refused('0A000'),
  ],
  ['FunctionCall within a batch', script(1, say.parse(peek), call(1598), say.sync), refused('0A000')],
  [
    'parameters of declared types',
    script(
      1,
      say.parse('SELECT notes FROM customers WHERE id = $1', '', [20]),
      say.bind('', '', ['730001']),
      say.execute(),
      say.sync,
    ),
    answers([null]),
  ],
  [
    'a parameter of the row’s type',
    script(
      1,
      say.parse('SELECT $1::customers'),
      say.describeStatement(),
      say.bind('', '', ['(,,,,,,,,,,)']),
      say.execute(),
      say.sync,
    ),
    answers(['(,,,,,,,,,,)']),
  ],
  [
    'a parameter of type oid, next to a hidden id',
    script(
      1,
      say.parse('SELECT count(*) FROM customers WHERE id = $1', '', [26]),
      say.bind('', '', ['1']),
      say.execute(),
      say.sync,
    ),
    answers(['0']),
  ],
  [
    'fewer parameters than declared',
    script(1, say.parse('SELECT $1::text'), say.bind(), say.execute(), say.sync),
    refused('08P01'),
  ],
  ['a length of zero', { send: length('Q', 0), ready: 0 }, refused('08P01')],
  ['a length of four gigabytes', { send: length('Q', 0xffffffff), ready: 0 }, refused('08P01')],
  ['a Sync with a body', { send: Buffer.concat([length('S', 8), Buffer.from('SELE')]), ready: 0 }, refused('08P01')],
  ['a message that there is not', { send: frameBytes(0x21, Buffer.from('x')), ready: 0 }, refused('08P01')],
  ['a second password', { send: frameBytes(0x70, Buffer.from('x\0')), ready: 0 }, refused('08P01')],
  [
    'a query that a length cuts short',
    { send: Buffer.concat([length('Q', 13), Buffer.from('SELECT 1\0FROM customers\0')]), ready: 0 },
    refused('08P01'),
  ],
  [
    'CopyData out of place',
    script(1, say.copyData('x'), say.copyDone, say.copyFail('x'), say.query(peek)),
    answers([null]),
  ],
  [
    'Terminate in the middle',
    { send: Buffer.concat([say.parse(peek), say.terminate, say.bind(), say.execute(), say.sync]), ready: 0 },
    completes(),
  ],
  [
    'an Execute with a negative count',
    script(
      1,
      say.parse('SELECT notes FROM customers LIMIT 1'),
      say.bind(),
      frameBytes(0x45, Buffer.from([0, 0xff, 0xff, 0xff, 0xff])),
      say.sync,
    ),
    answers([null]),
  ],
  ['a transaction that an error ended', ['BEGIN', 'SELECT 1 / 0', forbidden], refused('25P02')],
  ['a transaction that a refusal ended', ['BEGIN', forbidden, peek], refused('25P02')],
  [
    'two transactions in one text',
    'BEGIN; SELECT 1; COMMIT; BEGIN; SELECT notes FROM customers WHERE id = 730001; COMMIT',
    { kind: 'permitted_view' },
  ],
  ['a refusal behind statements that were good', ['SELECT 1; SELECT leak(730001); SELECT 2'], refused()],
]);

/** What is said beside rows. */
export const channels: readonly AttackCase[] = family('side channels', 'clerk', [
  ['a notice of a trigger', ['BEGIN', "UPDATE parcels SET status = 'sent' WHERE id = 1"], completes('UPDATE 1')],
  ['a notification of a trigger', ["UPDATE parcels SET status = 'sent' WHERE id = 1", 'SELECT 1'], answers(['1'])],
  ['an exception of a trigger', "UPDATE parcels SET status = 'boom'", refused('P0001')],
  ['an assertion of a trigger', "UPDATE parcels SET status = 'assert'", refused('P0004')],
  ['names that an exception makes up', "UPDATE parcels SET status = 'name'", refused('P0001')],
  ['a cast within a trigger', "UPDATE parcels SET status = 'cast'", refused('22P02')],
  [
    'an exception by the extended protocol',
    script(1, ask("UPDATE parcels SET status = 'boom'"), say.sync),
    refused('P0001'),
  ],
  [
    'an exception at COMMIT',
    ['BEGIN', 'SET CONSTRAINTS ALL DEFERRED', "UPDATE parcels SET status = 'boom'"],
    refused('P0001'),
  ],
  [
    'the failing row of NOT NULL',
    ['BEGIN', 'UPDATE customers SET created_at = NULL WHERE id = 730001'],
    refused('23502'),
  ],
  ['the key of a duplicate', ['BEGIN', "UPDATE customers SET email = 'x' || 'y'"], refused('23505')],
  ['a key that others refer to', ['BEGIN', 'DELETE FROM customers WHERE id = 730001'], refused()],
  ['a position in what was sent', 'SELECT nosuch FROM customers', refused('42703')],
  ['columns of the guard', 'SELECT damask_row FROM customers', refused('42703')],
  ['a hint with a name', 'SELECT emaill FROM customers', refused('42703')],
  ['the text of a mask, by an error in it', 'SELECT count(*) FROM customers WHERE ssn::int > 5', refused('22P02')],
  [
    'a timeout, and where it was',
    ['SET statement_timeout = 1', 'SELECT count(*) FROM generate_series(1, 1000000) a, customers'],
    refused('57014'),
  ],
  [
    'a lock timeout, and who holds it',
    ["SET lock_timeout = '1ms'", 'SELECT notes FROM customers FOR UPDATE NOWAIT'],
    { kind: 'permitted_view' },
  ],
  ['ids of transactions', 'SELECT count(*) FROM customers WHERE xmin IS NULL', answers(['0'])],
  ['where rows stand', 'SELECT tableoid::regclass FROM customers WHERE id = 730001', answers(['customers'])],
]);
