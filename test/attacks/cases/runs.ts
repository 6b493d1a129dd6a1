import { type AttackCase, answers, completes, family, refused } from '../attack-case.js';

const hidden = "city <> 'Hiddencanary City' OR";

/** Expressions that read no row, but are run, or not, as rows are that nobody may see: by errors, and by what they change. */
export const runs: readonly AttackCase[] = family('what is run for a row', 'clerk', [
  ['to no end', 'SELECT ssn FROM customers WHERE random() >= 0 AND id = 730001', answers(['**********1001'])],
  [
    'a setting',
    [
      "SET application_name = 'none'",
      "SELECT count(*) FROM customers WHERE city = 'Hiddencanary City' AND set_config('application_name', 'hit', false) = 'hit'",
      'SHOW application_name',
    ],
    answers(['none']),
  ],
  [
    'an error by chance',
    "UPDATE customers SET city = city WHERE city = 'Hiddencanary City' AND 1 / (random() * 0)::int = 1",
    completes('UPDATE 0'),
  ],
  [
    'a time that is too long ago',
    `SELECT count(*) FROM customers WHERE ${hidden} (now() - interval '300000 years') IS NULL`,
    answers(['6']),
  ],
  [
    'a text that is no time',
    `SELECT count(*) FROM customers WHERE ${hidden} 'x'::text::timestamptz IS NULL`,
    answers(['6']),
  ],
  [
    'a setting that is not there',
    `SELECT count(*) FROM customers WHERE ${hidden} current_setting('ivfflat.probes') = '1'`,
    answers(['6']),
  ],
  [
    'a parameter',
    [
      'SET plan_cache_mode = force_generic_plan',
      `PREPARE told (int) AS SELECT count(*) FROM customers WHERE ${hidden} 1 / $1 = 1`,
      'EXECUTE told (0)',
    ],
    answers(['6']),
  ],
  // It is an error whoever there is.
  [
    'a parameter that is cast',
    [
      'SET plan_cache_mode = force_generic_plan',
      "PREPARE told (text) AS SELECT count(*) FROM customers WHERE city = 'Nowhere' AND id = $1::bigint",
      "EXECUTE told ('x')",
    ],
    refused('22P02'),
  ],
  [
    'a document',
    `SELECT count(*) FROM customers c LEFT JOIN JSON_TABLE('{}', 'strict $.a' COLUMNS (a int PATH '$') ERROR ON ERROR) AS t ON true
      WHERE c.city = 'Hiddencanary City'`,
    answers(['0']),
  ],
]);
