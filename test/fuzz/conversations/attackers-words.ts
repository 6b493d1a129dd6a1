import type { Attacker } from '../../attacks/attack-case.js';
import { canariesFor, findCanaries } from '../../attacks/canaries.js';
import { attacks } from '../../attacks/cases/index.js';
import type { Vocabulary } from './vocabulary.js';

const bigint = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};

/** Floods take their time, and what they show is asked for elsewhere. */
const slow = new Set(['resources', 'runs']);

/** Each statement of each attack that does not itself say what the attacker may not hear. */
function attackTexts(attacker: Attacker): readonly string[] {
  const forbidden = canariesFor(attacker);
  return attacks
    .filter(({ family }) => !slow.has(family))
    .flatMap(({ steps }) => steps)
    .filter((step): step is string => typeof step === 'string' && step.length < 4_000)
    .filter((step) => !/pg_sleep|generate_series/i.test(step))
    .filter((step) => findCanaries(Buffer.from(step), forbidden).length === 0);
}

/** What an attacker says to the store of `test/attacks/store.sql`. */
export function wordsOf(attacker: Attacker): Vocabulary {
  return {
    texts: [
      [8, attackTexts(attacker)],
      [
        8,
        [
          'SELECT id, name, ssn, balance, notes, dob FROM customers ORDER BY id',
          'SELECT * FROM customers c ORDER BY c.id',
          'SELECT count(*), max(name), min(ssn) FROM customers',
          'SELECT c.city, count(*) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY 1 ORDER BY 1',
          'SELECT profile, raw, plain FROM profiles ORDER BY id',
          'SELECT mail, number FROM customer_mail ORDER BY 1',
          'SELECT * FROM customer_barrier ORDER BY id',
          'TABLE tickets',
          'TABLE products',
          'SELECT 1/0',
          'SELECT ssn::int FROM customers',
          'SELECT nothing FROM customers',
          "SELECT name::int FROM customers WHERE city = 'Rome'",
          'VALUES (1, NULL), (2, NULL)',
          'SELECT customers FROM customers',
        ],
      ],
      [
        4,
        [
          "UPDATE parcels SET status = 'sent' WHERE id = 1",
          "UPDATE parcels SET status = 'boom'",
          "UPDATE parcels SET status = 'cast'",
          "UPDATE customers SET email = 'x' || id WHERE id > 0",
          'UPDATE customers SET created_at = NULL',
          'DELETE FROM customers WHERE id > 0',
          "INSERT INTO parcels VALUES (1, 'again') ON CONFLICT (id) DO NOTHING RETURNING status",
          "CALL tidy('boom')",
          "CALL tidy('x')",
        ],
      ],
      [6, ['BEGIN', 'BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT a', 'ROLLBACK TO a', 'RELEASE a', 'COMMIT AND CHAIN']],
      [
        4,
        [
          'DECLARE c CURSOR FOR SELECT id, ssn FROM customers ORDER BY id',
          'DECLARE h SCROLL CURSOR WITH HOLD FOR SELECT name FROM customers ORDER BY id',
          'DECLARE b BINARY CURSOR FOR SELECT id, balance FROM customers ORDER BY id',
          'FETCH 2 FROM c',
          'FETCH BACKWARD 1 FROM h',
          'FETCH ALL FROM b',
          'MOVE 1 FROM h',
          'CLOSE c',
          'CLOSE ALL',
        ],
      ],
      [
        4,
        [
          'PREPARE q AS SELECT notes FROM customers ORDER BY id',
          'PREPARE p (bigint) AS SELECT name, ssn FROM customers WHERE id = $1',
          'EXECUTE q',
          'EXECUTE p (1)',
          'DEALLOCATE q',
          'DEALLOCATE ALL',
          'DISCARD ALL',
        ],
      ],
      [
        4,
        [
          'SET standard_conforming_strings = off',
          'SET backslash_quote = on',
          "SET client_encoding = 'SJIS'",
          "SET client_encoding = 'UTF8'",
          "SET bytea_output = 'escape'",
          'SET datestyle = German',
          "SET intervalstyle = 'iso_8601'",
          'SET search_path = evil, pg_catalog, public',
          'SET search_path = public',
          'SET extra_float_digits = -10',
          "SET xmlbinary = 'hex'",
          'SET row_security = off',
          'SET damask.purpose = analytics',
          'SET damask.purpose = fulfilment',
          'SET client_min_messages = debug5',
          'SET client_min_messages = error',
          "SELECT set_config('search_path', 'evil', false)",
          'RESET ALL',
          'RESET search_path',
          'SHOW search_path',
          "SELECT E'\\\\x27' || 'a', U&'\\0061'",
        ],
      ],
      [
        3,
        [
          'CREATE TEMP TABLE mine AS SELECT id, city FROM customers',
          'CREATE TEMP TABLE mine (id bigint, ssn text)',
          'INSERT INTO mine SELECT id, ssn FROM customers',
          'TABLE mine',
          'DROP TABLE mine',
          'EXPLAIN SELECT ssn FROM customers WHERE id = 5',
          'EXPLAIN (ANALYZE, VERBOSE, BUFFERS, FORMAT JSON) SELECT ssn FROM customers',
          'LISTEN shout',
          "NOTIFY shout, 'x'",
          'UNLISTEN *',
          'LOCK TABLE products IN ACCESS SHARE MODE',
        ],
      ],
      [1, ['', ';', '-- nothing', 'SELEC', 'SELECT', "SELECT '"]],
    ],
    withParameters: [
      { text: 'SELECT id, ssn, notes FROM customers WHERE id = $1', values: [['5'], [bigint(5)], [null], ['x'], []] },
      {
        text: 'SELECT name FROM customers WHERE city = $1 AND id > $2',
        values: [
          ['Rome', '0'],
          ['', bigint(0)],
        ],
      },
      {
        text: 'SELECT $1::text, $2::bytea',
        values: [
          ['a', 'b'],
          [null, Buffer.from([0, 1])],
        ],
      },
      {
        text: 'SELECT balance, dob FROM customers WHERE balance > $1 ORDER BY id',
        types: [1700],
        values: [['0'], ['x']],
      },
      { text: 'SELECT count(*) FROM customers WHERE ssn = $1', types: [25], values: [['x'], [null]] },
      {
        text: 'UPDATE parcels SET status = $1 WHERE id = $2',
        values: [
          ['sent', '1'],
          ['boom', '2'],
          ['cast', '1'],
        ],
      },
      { text: 'SELECT row_to_json(c) FROM customers c WHERE c.id > $1 ORDER BY c.id', values: [['0']] },
      { text: 'SELECT $1::customers', values: [['(,,,,,,,,,,)'], ['x']] },
    ],
    copiesOut: [
      'COPY customers TO STDOUT',
      'COPY customers (id, ssn, name) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)',
      'COPY customers (id, notes) TO STDOUT (FORMAT binary)',
      "COPY (SELECT ssn, balance FROM customers) TO STDOUT (FORMAT csv, NULL 'none', DELIMITER ';', QUOTE '\"')",
      'COPY (UPDATE parcels SET status = status RETURNING *) TO STDOUT',
      'COPY customer_mail TO STDOUT',
      'COPY tickets TO STDOUT',
      'COPY people TO STDOUT',
      'COPY secrets_log TO STDOUT',
      "COPY customers TO STDOUT (ENCODING 'LATIN1')",
      'COPY profiles (plain) TO STDOUT CSV',
      'COPY customers TO PROGRAM $$cat$$',
    ],
    copiesIn: [
      { text: 'COPY parcels FROM STDIN', data: ['7\tnew\n', '8\t\\N\n', 'x\tbad\n', '9', '\\.\n', '1\tagain\n'] },
      {
        text: 'COPY parcels (status, id) FROM STDIN CSV',
        data: ['"a\n""b",70\n', 'x,y\n', '"open\n', '\\.\n', 'c,71'],
      },
      {
        text: "COPY customers (id, name, created_at) FROM STDIN (FORMAT csv, NULL 'null', HEADER MATCH)",
        data: ['id,name,created_at\n', '1,null,2020-01-01\n', 'x\n', 'id,ssn\n'],
      },
      {
        text: 'COPY parcels FROM STDIN (ON_ERROR ignore, LOG_VERBOSITY verbose, REJECT_LIMIT 2)',
        data: ['x\tbad\n', '72\tgood\n', 'y\tbad\n', 'z\tbad\n'],
      },
      {
        text: 'COPY parcels FROM STDIN (FORMAT binary)',
        data: [
          Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]),
          Buffer.from('0002000000080000000000000049ffffffff', 'hex'),
          Buffer.from('00027fffffff', 'hex'),
          Buffer.from('ffff', 'hex'),
        ],
      },
      { text: 'COPY customers (ssn) FROM STDIN', data: ['x\n'] },
      { text: "COPY parcels FROM STDIN WHERE id > 5 AND status <> 'x'", data: ['74\tx\n', '75\ty\n', '1\tz\n'] },
    ],
  };
}
