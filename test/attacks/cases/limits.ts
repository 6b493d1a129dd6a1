import { say } from '../../pg/raw-client.js';
import { type AttackCase, answers, completes, family, refused, script } from '../attack-case.js';

const all = 'SELECT id FROM orders ORDER BY id';
const cursor = `DECLARE c CURSOR FOR ${all}`;
const held = `DECLARE c CURSOR WITH HOLD FOR ${all}`;

/** An answer of more rows than the three that the policy gives. */
export const limits: readonly AttackCase[] = family('row limits', 'reader', [
  ['a query', all, refused('54000')],
  ['within the limit', `${all} LIMIT 3`, answers(['1'], ['2'], ['3'])],
  ['the second of two statements', `SELECT 1; ${all}`, refused('54000')],
  ['two halves that are both within', `${all} LIMIT 3; ${all} LIMIT 3 OFFSET 3`, answers(['4'], ['5'], ['6'])],
  ['FETCH ALL', ['BEGIN', `DECLARE c CURSOR FOR ${all}`, 'FETCH ALL FROM c'], refused('54000')],
  ['FETCH of many', ['BEGIN', `DECLARE c CURSOR FOR ${all}`, 'FETCH 10 FROM c'], refused('54000')],
  [
    'FETCH BACKWARD ALL',
    ['BEGIN', `DECLARE c SCROLL CURSOR FOR ${all}`, 'MOVE ALL FROM c', 'FETCH BACKWARD ALL FROM c'],
    refused('54000'),
  ],
  [
    'FETCH of numbers below zero',
    ['BEGIN', `DECLARE c SCROLL CURSOR FOR ${all}`, 'MOVE ALL FROM c', 'FETCH -2 FROM c', 'FETCH -2 FROM c'],
    refused('54000'),
  ],
  ['a held cursor', [`DECLARE c CURSOR WITH HOLD FOR ${all}`, 'FETCH ALL FROM c'], refused('54000')],
  ['a held cursor that is declared once more', [held, 'FETCH 2 FROM c', held, 'FETCH 2 FROM c'], refused('54000')],
  [
    'a held cursor whose CLOSE is not reached',
    [held, 'FETCH 2 FROM c', 'SELECT 1/0; CLOSE c', held, 'FETCH 2 FROM c'],
    refused('54000'),
  ],
  [
    'a cursor whose COMMIT is not reached',
    [
      'BEGIN',
      cursor,
      'FETCH 2 FROM c',
      'SAVEPOINT s',
      'SELECT 1/0; COMMIT',
      'ROLLBACK TO s',
      cursor,
      'ROLLBACK TO s',
      'FETCH 2 FROM c',
    ],
    refused('54000'),
  ],
  [
    'a cursor that is closed and opened again',
    ['BEGIN', cursor, 'FETCH 3 FROM c', 'CLOSE c', cursor, 'FETCH 3 FROM c'],
    answers(['1'], ['2'], ['3']),
  ],
  [
    'a FETCH that is prepared once',
    [
      'BEGIN',
      cursor,
      script(1, say.parse('FETCH 2 FROM c', 'f'), say.bind('f'), say.execute(), say.sync),
      script(1, say.bind('f'), say.execute(), say.sync),
    ],
    refused('54000'),
  ],
  [
    'a FETCH that is bound twice',
    [
      'BEGIN',
      cursor,
      script(
        1,
        say.parse('FETCH 2 FROM c', 'f'),
        say.bind('f', 'p'),
        say.bind('f', 'q'),
        say.execute('p'),
        say.execute('q'),
        say.sync,
      ),
    ],
    refused('26000'),
  ],
  ['EXECUTE', [`PREPARE p AS ${all}`, 'EXECUTE p'], refused('54000')],
  [
    'FETCH of a portal',
    ['BEGIN', script(1, say.parse(all), say.bind('', 'q'), say.sync), 'FETCH ALL FROM q'],
    refused('34000'),
  ],
  [
    'FETCH by the protocol',
    [
      'BEGIN',
      `DECLARE c CURSOR FOR ${all}`,
      script(1, say.parse('FETCH ALL FROM c'), say.bind(), say.execute(), say.sync),
    ],
    refused('54000'),
  ],
  [
    'EXECUTE by the protocol',
    [`PREPARE p AS ${all}`, script(1, say.parse('EXECUTE p'), say.bind(), say.execute(), say.sync)],
    refused('54000'),
  ],
  ['COPY', 'COPY orders (id) TO STDOUT', refused('54000')],
  ['COPY of a query', `COPY (${all}) TO STDOUT`, refused('54000')],
  ['COPY in binary', `COPY (${all}) TO STDOUT (FORMAT binary)`, refused('54000')],
  ['the extended protocol', script(1, say.parse(all), say.bind(), say.execute(), say.sync), refused('54000')],
  [
    'a portal in pieces',
    script(1, say.parse(all), say.bind(), say.execute('', 2), say.execute('', 2), say.sync),
    refused('54000'),
  ],
  [
    'a portal in pieces over two batches',
    [
      'BEGIN',
      script(1, say.parse(all), say.bind('', 'q'), say.execute('q', 2), say.sync),
      script(1, say.execute('q', 2), say.sync),
    ],
    refused('54000'),
  ],
  ['UNION ALL', 'SELECT id FROM orders WHERE id < 3 UNION ALL SELECT id FROM orders WHERE id > 2', refused('54000')],
  ['a join that multiplies', 'SELECT o.id FROM orders o, generate_series(1, 9) WHERE o.id = 1', refused('54000')],
  ['unnest of an aggregate', 'SELECT unnest(array_agg(id)) FROM orders', refused('54000')],
  ['RETURNING', ['BEGIN', 'UPDATE orders SET status = status RETURNING id'], refused('54000')],
  [
    'WITH and RETURNING',
    ['BEGIN', 'WITH u AS (UPDATE orders SET status = status RETURNING id) SELECT id FROM u'],
    refused('54000'),
  ],
  ['a view', 'SELECT id FROM customer_mail', refused('54000')],
  ['a limit of a table without subjects', 'SELECT sku FROM products', refused('54000')],
  ['rows that nobody asked to see', ['BEGIN', `DECLARE c CURSOR FOR ${all}`, 'MOVE ALL FROM c'], completes('MOVE 12')],
]);
