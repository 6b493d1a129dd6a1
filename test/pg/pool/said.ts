import fc from 'fast-check';
import { say } from '../raw-client.js';

/** One frontend message, as data that a counterexample can show. */
export type Said =
  | readonly ['query', string]
  | readonly ['parse', name: string, text: string]
  | readonly ['bind', statement: string, portal: string, values: readonly string[]]
  | readonly ['describe', kind: 'S' | 'P', name: string]
  | readonly ['execute', portal: string, rows: number]
  | readonly ['close', kind: 'S' | 'P', name: string]
  | readonly ['data', string]
  | readonly ['done' | 'flush' | 'sync']
  | readonly ['fail', string];

/** What a client sends at once. */
export interface Step {
  readonly said: readonly Said[];
  /** Turns of the event loop before it. */
  readonly pause: number;
  /** The answers to all that was sent are read before the next step; else that is sent behind it. */
  readonly awaits: boolean;
}

export function encode(one: Said): Buffer {
  switch (one[0]) {
    case 'query':
      return say.query(one[1]);
    case 'parse':
      return say.parse(one[2], one[1]);
    case 'bind':
      return say.bind(one[1], one[2], [...one[3]]);
    case 'describe':
      return one[1] === 'S' ? say.describeStatement(one[2]) : say.describePortal(one[2]);
    case 'execute':
      return say.execute(one[1], one[2]);
    case 'close':
      return one[1] === 'S' ? say.closeStatement(one[2]) : say.closePortal(one[2]);
    case 'data':
      return say.copyData(one[1]);
    case 'done':
      return say.copyDone;
    case 'flush':
      return say.flush;
    case 'sync':
      return say.sync;
    case 'fail':
      return say.copyFail(one[1]);
  }
}

/** ReadyForQuery that a step is answered with, whatever happens in it. */
export function readies({ said }: Step): number {
  return said.filter(([kind]) => kind === 'query' || kind === 'sync').length;
}

/** Texts that mean something for client `own`, who has a table, a channel and a lock to itself. */
function texts(own: number): readonly (readonly [weight: number, texts: readonly string[]])[] {
  return [
    [
      10,
      [
        `SELECT ${own} AS own, id, note FROM items WHERE id = 3`,
        'SELECT id, note FROM items ORDER BY id',
        `SELECT ${own} AS own`,
        `SELECT n, note FROM own_${own} ORDER BY n`,
        `SELECT id, name, city FROM people WHERE id = ${own + 1}`,
        'SELECT name FROM people ORDER BY id',
        "SELECT '2026-03-01 00:00Z'::timestamptz AS at, '01/02/2026'::date AS day",
        "SELECT E'\\\\101' AS e, 'a\\\\b' AS plain",
        // A name that any session of a connection has set is empty there for ever, not unknown: PostgreSQL has no way back.
        "SELECT nullif(current_setting('my.own', true), '') AS mine, 0.1::float8 AS tenth",
        'TABLE items',
        'VALUES (1, NULL), (2, NULL)',
      ],
    ],
    [
      4,
      [
        "SELECT coalesce(string_agg(name || ': ' || statement, '; ' ORDER BY name), 'none') FROM pg_prepared_statements WHERE name <> ''",
      ],
    ],
    [
      5,
      ['timezone', 'application_name', 'work_mem', 'search_path', 'datestyle', 'transaction_isolation'].map(
        (name) => `SHOW ${name}`,
      ),
    ],
    [
      4,
      [
        'SELECT 1/0',
        'SELECT nothing FROM items',
        'SELEC',
        "SELECT 'x'::int",
        'SELECT * FROM nowhere',
        `SELECT 1 / (n - 1) FROM own_${own}`,
        // Unsorted: what comes before the error is the same by any plan.
        'SELECT 1/(id - 5) FROM items',
        "DO 'BEGIN RAISE NOTICE ''told''; RAISE EXCEPTION ''raised''; END'",
      ],
    ],
    [
      6,
      [
        `INSERT INTO own_${own} VALUES (10, 'ten') RETURNING n`,
        `INSERT INTO own_${own} SELECT max(n) + 1, 'more' FROM own_${own}`,
        `UPDATE own_${own} SET note = note || '+'`,
        `DELETE FROM own_${own} WHERE n = 2`,
        `SELECT n FROM own_${own} ORDER BY n FOR UPDATE`,
        `LOCK TABLE own_${own}`,
        `CREATE TABLE made_${own} (n int)`,
        `ALTER TABLE made_${own} ADD COLUMN more text`,
        `DROP TABLE made_${own}`,
        `SELECT * FROM made_${own}`,
        `INSERT INTO made_${own} VALUES (${own})`,
      ],
    ],
    [
      12,
      [
        'BEGIN',
        'BEGIN',
        'COMMIT',
        'COMMIT',
        'ROLLBACK',
        'SAVEPOINT a',
        'ROLLBACK TO a',
        'RELEASE a',
        'BEGIN READ ONLY',
        'BEGIN ISOLATION LEVEL REPEATABLE READ',
        'COMMIT AND CHAIN',
        'ROLLBACK AND CHAIN',
        "PREPARE TRANSACTION 'x'",
      ],
    ],
    [
      8,
      [
        "SET TIME ZONE 'Asia/Tokyo'",
        "SET LOCAL TIME ZONE 'Europe/Rome'",
        "SET timezone = 'America/New_York'",
        'RESET timezone',
        'SET datestyle = German',
        `SET my.own = '${own}'`,
        `SET LOCAL my.own = 'local ${own}'`,
        'RESET my.own',
        `SELECT set_config('my.own', 'function ${own}', false)`,
        `SELECT set_config('my.own', 'local function ${own}', true)`,
        `SET application_name = 'client ${own}'`,
        "SET work_mem = '7MB'",
        'SET search_path = pg_catalog, public',
        'SET standard_conforming_strings = off',
        'SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE',
        'SET extra_float_digits = 0',
        'RESET ALL',
        "SET work_mem = 'nothing'",
        'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
      ],
    ],
    [
      4,
      [
        `PREPARE q AS SELECT ${own} AS own`,
        `PREPARE p AS SELECT n FROM own_${own} ORDER BY n`,
        'EXECUTE q',
        'EXECUTE p',
        'DEALLOCATE q',
        'DEALLOCATE ALL',
        'DISCARD ALL',
        'DISCARD PLANS',
        'DISCARD TEMP',
      ],
    ],
    [
      4,
      [
        'CREATE TEMP TABLE mine (n int)',
        'CREATE TEMP TABLE mine ON COMMIT DROP AS SELECT 1 AS n',
        `INSERT INTO mine VALUES (${own})`,
        'SELECT * FROM mine',
        'DROP TABLE mine',
      ],
    ],
    [
      4,
      [
        'DECLARE c CURSOR FOR SELECT id FROM items ORDER BY id',
        'DECLARE h CURSOR WITH HOLD FOR SELECT id FROM items ORDER BY id',
        'FETCH 2 FROM c',
        'FETCH 2 FROM h',
        'MOVE 1 FROM h',
        'CLOSE c',
        'CLOSE ALL',
      ],
    ],
    [
      3,
      [
        `SELECT pg_advisory_lock(${1000 + own})`,
        `SELECT pg_try_advisory_lock(${1000 + own})`,
        `SELECT pg_advisory_unlock(${1000 + own})`,
        'SELECT pg_advisory_unlock_all()',
        `SELECT pg_advisory_xact_lock(${1000 + own})`,
        `LISTEN own_${own}`,
        `NOTIFY own_${own}, 'to ${own}'`,
        'UNLISTEN *',
      ],
    ],
    [2, ['', ';', '-- nothing', 'EXPLAIN (COSTS OFF) SELECT 1']],
  ];
}

/** Texts with a parameter, and what it may be. */
const parameterized: readonly (readonly [string, readonly string[]])[] = [
  ['SELECT id, note FROM items WHERE id = $1', ['3', '999', 'x']],
  ['SELECT $1::int AS given', ['7', '', '99999999999']],
  ['SELECT name, $1::int AS given FROM people WHERE id = 2', ['4']],
  ['SELECT 10 / $1::int AS part', ['2', '0']],
  ['SELECT id FROM items WHERE id > $1 ORDER BY id', ['0', '5']],
  ["SELECT set_config('my.own', $1, false)", ['by parameter']],
];

/** What one client says, step by step. `partsMax`: statements in one extended batch. */
export function stepsOf(own: number, partsMax: number): fc.Arbitrary<readonly Step[]> {
  const statement = fc.oneof(
    ...texts(own).map(([weight, choices]) => ({ weight, arbitrary: fc.constantFrom(...choices) })),
  );
  const name = fc.constantFrom('', '', 'p', 'q');
  const portal = fc.constantFrom('', '', 'c');
  const rows = fc.constantFrom(0, 0, 0, 1, 3);
  const several = fc.array(statement, { minLength: 2, maxLength: 3 }).map((parts) => parts.join('; '));
  const rowsIn = fc.constantFrom('20\tin\n', '21\tin\n22\tin\n', 'x\tbad\n', '');
  const copyEnd: fc.Arbitrary<Said> = fc.constantFrom(['done'], ['fail', 'no more']);
  const copyIn = fc.constantFrom(`COPY own_${own} FROM STDIN`, `COPY own_${own} (n) FROM STDIN CSV`);
  const copyOut = fc.constantFrom(
    `COPY own_${own} TO STDOUT`,
    'COPY (SELECT id, note FROM items ORDER BY id) TO STDOUT CSV',
    'COPY people TO STDOUT',
    'COPY nowhere TO STDOUT',
  );

  const simple = fc
    .oneof({ weight: 8, arbitrary: statement }, { weight: 2, arbitrary: several }, { weight: 1, arbitrary: copyOut })
    .map((text): Said[] => [['query', text]]);
  const simpleCopy = fc
    .tuple(copyIn, fc.array(rowsIn, { maxLength: 2 }), copyEnd)
    .map(([text, data, end]): Said[] => [['query', text], ...data.map((one): Said => ['data', one]), end]);

  const whole = fc
    .tuple(fc.oneof(statement, copyOut), name, portal, rows, fc.boolean())
    .map(([text, as, into, max, described]): Said[] => [
      ['parse', as, text],
      ['bind', as, into, []],
      ...(described ? [['describe', 'P', into] satisfies Said] : []),
      ['execute', into, max],
    ]);
  const withParameter = fc
    .tuple(fc.constantFrom(...parameterized), fc.nat(), name, portal, rows)
    .map(([[text, values], at, as, into, max]): Said[] => [
      ['parse', as, text],
      ['describe', 'S', as],
      ['bind', as, into, [values[at % values.length] as string]],
      ['execute', into, max],
    ]);
  const again = fc.tuple(name, portal, rows, fc.constantFrom([], ['7'])).map(([as, into, max, values]): Said[] => [
    ['bind', as, into, values],
    ['execute', into, max],
  ]);
  const extendedCopy = fc
    .tuple(copyIn, rowsIn, copyEnd)
    .map(([text, data, end]): Said[] => [
      ['parse', '', text],
      ['bind', '', '', []],
      ['execute', '', 0],
      ['data', data],
      end,
    ]);
  const single: fc.Arbitrary<Said[]> = fc
    .oneof(
      fc.tuple(fc.constant('parse' as const), name, statement),
      fc.tuple(fc.constant('describe' as const), fc.constantFrom('S' as const, 'P' as const), name),
      fc.tuple(fc.constant('close' as const), fc.constantFrom('S' as const, 'P' as const), fc.oneof(name, portal)),
      fc.tuple(fc.constant('execute' as const), portal, rows),
      fc.constant(['flush'] as const),
    )
    .map((one) => [one]);
  const extended = fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: whole },
        { weight: 4, arbitrary: withParameter },
        { weight: 3, arbitrary: again },
        { weight: 3, arbitrary: single },
        { weight: 1, arbitrary: extendedCopy.map((said): Said[] => [...said, ['parse', '', 'SELECT 1']]) },
      ),
      { minLength: 1, maxLength: partsMax },
    )
    .map((parts): Said[] => {
      const said: Said[] = [...parts.flat(), ['sync']];
      // Run once more without its data, a COPY would take the next Sync for data that it passes over.
      return said.some(([kind]) => kind === 'data') ? [...said, ['parse', '', 'SELECT 1'], ['sync']] : said;
    });

  const step = fc.record({
    said: fc.oneof(
      { weight: 6, arbitrary: simple },
      { weight: 1, arbitrary: simpleCopy },
      { weight: 6, arbitrary: extended },
    ),
    pause: fc.constantFrom(0, 0, 1, 3),
    awaits: fc.boolean(),
  });
  return fc.array(step, { minLength: 1, maxLength: 14 });
}
