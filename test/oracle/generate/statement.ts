import pg from 'pg';
import type { Random } from '../random.js';
import { makeExpression } from './expression.js';
import { makeNamelessQuery, makeQuery } from './query.js';
import { type Generator, nowhere } from './scope.js';

export interface GeneratedStatement {
  readonly sql: string;
  /** Rows compare in their order. */
  readonly isOrdered: boolean;
  /** Of the parameters of `sql`, as text. */
  readonly values: readonly string[];
  /** What is asked afterwards, to see what was written; empty for what only reads. */
  readonly after: readonly string[];
}

export function makeGenerator(random: Random, takesParameters = false): Generator {
  let count = 0;
  const generator: Generator = {
    random,
    values: [],
    takesParameters,
    fresh: (prefix) => {
      count += 1;
      return `${prefix}${count}`;
    },
    query: (kinds, environment, depth) => makeQuery(generator, kinds, environment, depth),
    expression: (kind, environment, depth) => makeExpression(generator, kind, environment, depth),
  };
  return generator;
}

/** A SELECT of any shape, now and then with parameters, or by way of a cursor or a prepared statement. */
export function makeReading(random: Random): GeneratedStatement {
  const depth = random.weighted([
    [2, 0],
    [4, 1],
    [4, 2],
    [1, 3],
  ]);
  const way = random.weighted<'plain' | 'parameters' | 'cursor' | 'prepared'>([
    [10, 'plain'],
    [3, 'parameters'],
    [1, 'cursor'],
    [1, 'prepared'],
  ]);
  const generator = makeGenerator(random, way === 'parameters' || way === 'prepared');
  const { sql, isOrdered } = random.chance(0.12)
    ? makeNamelessQuery(generator, depth)
    : makeQuery(generator, null, nowhere, depth);
  const { values } = generator;
  if (way === 'cursor') {
    const after = ['FETCH 2 FROM reading', 'FETCH ALL FROM reading', 'CLOSE reading'];
    // How many of the rows come first is the planner's choice where nothing is ordered: then all come at once.
    return {
      sql: `DECLARE reading CURSOR FOR ${sql}`,
      values: [],
      isOrdered,
      after: isOrdered ? after : ['FETCH ALL FROM reading', 'CLOSE reading'],
    };
  }
  if (way === 'prepared') {
    const name = `prepared_${random.integer(0, 2_000_000_000)}`;
    const given = values.map((value) => pg.escapeLiteral(value)).join(', ');
    const execute = `EXECUTE ${name}${given === '' ? '' : ` (${given})`}`;
    return { sql: `PREPARE ${name} AS ${sql}`, values: [], isOrdered, after: [execute, execute, `DEALLOCATE ${name}`] };
  }
  return { sql, values, isOrdered, after: [] };
}
