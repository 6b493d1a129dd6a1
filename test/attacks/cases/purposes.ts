import { say } from '../../pg/raw-client.js';
import { type AttackCase, answers, completes, family, refused, script } from '../attack-case.js';

const fulfil = "SET damask.purpose = 'fulfilment'";
const analyse = "SET damask.purpose = 'analytics'";
const peek = 'SELECT name FROM customers WHERE id = 730001';
const derived = "SELECT upper(name) || '' FROM customers WHERE id = 730001";

/** What was made for one purpose and is used for another. */
export const purposes: readonly AttackCase[] = [
  ...family('purposes', 'analyst/analytics', [
    ['a purpose of somebody else', "SET damask.purpose = 'marketing'", refused()],
    ['a purpose by set_config', "SELECT set_config('damask.purpose', 'fulfilment', false)", refused()],
    ['a purpose by its quoted name', 'SET "damask"."purpose" = \'marketing\'', refused()],
    [
      'SET LOCAL, then COMMIT',
      ['BEGIN', "SET LOCAL damask.purpose = 'fulfilment'", 'COMMIT', 'SELECT max(name) FROM customers'],
      answers([null]),
    ],
    [
      'SET LOCAL outside a transaction',
      ["SET LOCAL damask.purpose = 'fulfilment'", 'SELECT max(name) FROM customers'],
      answers([null]),
    ],
    ['SET, then ROLLBACK', ['BEGIN', fulfil, 'ROLLBACK', 'SELECT max(name) FROM customers'], answers([null])],
    [
      'SET, then ROLLBACK TO',
      ['BEGIN', 'SAVEPOINT s', fulfil, 'ROLLBACK TO s', 'SELECT max(name) FROM customers'],
      refused('25P02'),
    ],
    [
      'SET, then ROLLBACK AND CHAIN',
      ['BEGIN', fulfil, 'ROLLBACK AND CHAIN', 'SELECT max(name) FROM customers'],
      refused('25P02'),
    ],
    ['SET, then ROLLBACK in one text', ['BEGIN', `${fulfil}; ROLLBACK; SELECT max(name) FROM customers`], refused()],
    [
      'SET LOCAL and COMMIT in one text',
      ["BEGIN; SET LOCAL damask.purpose = 'fulfilment'; COMMIT; SELECT max(name) FROM customers"],
      refused(),
    ],
    [
      'PREPARE under SET LOCAL',
      ['BEGIN', "SET LOCAL damask.purpose = 'fulfilment'", `PREPARE p AS ${peek}`, 'COMMIT', 'EXECUTE p'],
      refused(),
    ],
    [
      'PREPARE under a SET that is rolled back',
      ['BEGIN', fulfil, `PREPARE p AS ${peek}`, 'ROLLBACK', 'EXECUTE p'],
      refused(),
    ],
    [
      'a held cursor from SET LOCAL',
      [
        'BEGIN',
        "SET LOCAL damask.purpose = 'fulfilment'",
        `DECLARE c CURSOR WITH HOLD FOR ${peek}`,
        'COMMIT',
        'FETCH ALL FROM c',
      ],
      refused(),
    ],
    ['PREPARE, then another purpose', [fulfil, `PREPARE p AS ${peek}`, analyse], refused()],
    ['a held cursor, then another purpose', [fulfil, `DECLARE c CURSOR WITH HOLD FOR ${peek}`, analyse], refused()],
    [
      'DEALLOCATE that fails, then PREPARE of the same name',
      [
        fulfil,
        `PREPARE p AS ${peek}`,
        'BEGIN',
        'SELECT 1 / 0',
        'DEALLOCATE p',
        'ROLLBACK',
        analyse,
        'PREPARE p AS SELECT 1',
        'EXECUTE p',
      ],
      refused(),
    ],
    [
      'DEALLOCATE that fails, with a value that is derived',
      [fulfil, `PREPARE p AS ${derived}`, 'SELECT 1 / 0; DEALLOCATE p', analyse, 'PREPARE p AS SELECT 1', 'EXECUTE p'],
      refused(),
    ],
    [
      'CLOSE that fails, with a value that is derived',
      [
        fulfil,
        `DECLARE c CURSOR WITH HOLD FOR ${derived}`,
        'SELECT 1 / 0; CLOSE c',
        analyse,
        'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
        'FETCH ALL FROM c',
      ],
      refused(),
    ],
    [
      'COMMIT that is not reached, and a cursor that a savepoint keeps',
      [
        fulfil,
        'BEGIN',
        `DECLARE c CURSOR FOR ${derived}`,
        'SAVEPOINT s',
        'SELECT 1 / 0; COMMIT',
        'ROLLBACK TO s',
        analyse,
        'DECLARE c CURSOR FOR SELECT 1',
        'ROLLBACK TO s',
        'FETCH ALL FROM c',
      ],
      refused('25P02'),
    ],
    [
      'a portal of the protocol by FETCH, with a value that is derived',
      [
        'BEGIN',
        fulfil,
        script(1, say.parse(derived, 'p'), say.bind('p', 'q'), say.sync),
        analyse,
        'SAVEPOINT s',
        'DECLARE q CURSOR FOR SELECT 1',
        'ROLLBACK TO s',
        'FETCH ALL FROM q',
      ],
      refused('25P02'),
    ],
    [
      'a statement of the protocol by EXECUTE, with a value that is derived',
      [fulfil, script(1, say.parse(derived, 'p'), say.sync), analyse, 'PREPARE p AS SELECT 1', 'EXECUTE p'],
      refused('26000'),
    ],
    [
      'DEALLOCATE behind an error in one text',
      [fulfil, `PREPARE p AS ${peek}`, 'SELECT 1 / 0; DEALLOCATE p', analyse, 'PREPARE p AS SELECT 1', 'EXECUTE p'],
      refused(),
    ],
    [
      'CLOSE that fails',
      [
        fulfil,
        `DECLARE c CURSOR WITH HOLD FOR ${peek}`,
        'BEGIN',
        'SELECT 1 / 0',
        'CLOSE c',
        'ROLLBACK',
        analyse,
        'FETCH ALL FROM c',
      ],
      refused(),
    ],
    [
      'a statement of the protocol by EXECUTE',
      [fulfil, script(1, say.parse(peek, 'p'), say.sync), analyse, 'PREPARE p AS SELECT 1', 'EXECUTE p'],
      refused('26000'),
    ],
    [
      'a statement of the protocol, then another purpose',
      [fulfil, script(1, say.parse(peek, 'p'), say.sync), analyse, script(1, say.bind('p'), say.execute(), say.sync)],
      completes('SELECT 0'),
    ],
    [
      'a portal, then another purpose',
      [
        'BEGIN',
        fulfil,
        script(1, say.parse(peek, 'p'), say.bind('p', 'q'), say.sync),
        analyse,
        script(1, say.execute('q'), say.sync),
      ],
      refused('26000'),
    ],
    [
      'a portal by FETCH, then another purpose',
      ['BEGIN', fulfil, script(1, say.parse(peek, 'p'), say.bind('p', 'q'), say.sync), analyse, 'FETCH ALL FROM q'],
      refused('34000'),
    ],
    [
      'a portal over SET LOCAL in one batch',
      [
        'BEGIN',
        script(
          1,
          say.parse("SET LOCAL damask.purpose = 'fulfilment'"),
          say.bind(),
          say.execute(),
          say.parse(peek, 'p'),
          say.bind('p', 'q'),
          say.sync,
        ),
        'COMMIT AND CHAIN',
        script(1, say.bind('p', 'q'), say.execute('q'), say.sync),
      ],
      refused('25P02'),
    ],
    ['DISCARD ALL goes back', [fulfil, 'DISCARD ALL', 'SELECT max(name) FROM customers'], answers([null])],
    ['RESET ALL goes back', [fulfil, 'RESET ALL', 'SELECT max(name) FROM customers'], answers([null])],
    ['RESET goes back', [fulfil, 'RESET damask.purpose', 'SELECT max(name) FROM customers'], answers([null])],
    [
      'SET that fails on the server',
      ['SELECT 1; SET damask.purpose = fulfilment; SELECT 1 / 0', 'SELECT max(name) FROM customers'],
      answers([null]),
    ],
    [
      'a plan of the cache',
      [fulfil, 'SELECT max(name) FROM customers', analyse, 'SELECT max(name) FROM customers'],
      answers([null]),
    ],
  ]).map((attack) => ({
    ...attack,
    never: attack.expect.kind === 'refused' ? ['ssncanary', 'namecanary'] : ['ssncanary'],
  })),
  ...(
    [
      ['in the user’s name', { user: 'analyst/marketing' }, '28000'],
      ['twice in the user’s name', { user: 'analyst/analytics/marketing' }, '28P01'],
      ['in the options', { user: 'analyst', options: '-c damask.purpose=marketing' }, '28000'],
      ['in a startup parameter', { user: 'analyst', 'damask.purpose': 'marketing' }, '28000'],
      ['a key as a startup parameter', { user: 'analyst/analytics', 'damask.k_x': '00' }, '28000'],
      ['a key in the options', { user: 'analyst/analytics', options: '-c damask.k_x=00' }, '28000'],
    ] as const
  ).map(
    ([name, startup, sqlstate]): AttackCase => ({
      family: 'purposes',
      name: `a purpose of somebody else ${name}`,
      as: 'analyst/analytics',
      startup,
      steps: ['SELECT name FROM customers'],
      expect: refused(sqlstate),
    }),
  ),
  {
    family: 'purposes',
    name: 'none said',
    as: 'analyst/analytics',
    startup: { user: 'analyst' },
    steps: ['SELECT name FROM customers'],
    expect: refused(),
  },
];
