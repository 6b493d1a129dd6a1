import { type Column, columns } from './column.js';
import type { Command } from './command.js';

/**
 * What drivers ask by themselves before their user asks anything, word for word: they get an answer that lets them go on.
 * Everything else of SQL is no console statement.
 */
const questions: readonly {
  readonly text: RegExp;
  readonly tag: string;
  readonly columns: readonly Column[] | null;
}[] = [
  // postgres.js looks for array types: there are none.
  {
    text: /^select b\.oid, b\.typarray from pg_catalog\.pg_type a left join pg_catalog\.pg_type b on b\.oid = a\.typelem where a\.typcategory = 'A' group by b\.oid, b\.typarray order by b\.oid$/,
    tag: 'SELECT',
    columns: columns('int8', 'oid', 'typarray'),
  },
  // pgJDBC, Npgsql, psql and others say how they want values written. All that is written here is the same in each.
  {
    text: /^set (extra_float_digits|application_name|client_encoding|datestyle|intervalstyle|timezone|client_min_messages|statement_timeout) *(=| to ) *('[^'\\]*'|[\w./+-]+)$/i,
    tag: 'SET',
    columns: null,
  },
];

/** Null for everything that no driver is known to ask. */
export function driverQuestion(text: string): Command | null {
  const plain = text.trim().replace(/;$/, '').trim().replace(/\s+/g, ' ');
  const question = questions.find((candidate) => candidate.text.test(plain));
  if (question === undefined) return null;
  const { tag: name, columns: answered } = question;
  return { name, role: 'stats', argument: 'none', columns: answered, run: async () => [] };
}
