import type { Random } from '../random.js';
import { makeExpression } from './expression.js';
import { makeQuery } from './query.js';
import { type Generator, nowhere } from './scope.js';

export interface GeneratedStatement {
  readonly sql: string;
  /** Rows compare in their order. */
  readonly isOrdered: boolean;
  /** What is asked afterwards, to see what was written; empty for what only reads. */
  readonly after: readonly string[];
}

export function makeGenerator(random: Random): Generator {
  let count = 0;
  const generator: Generator = {
    random,
    fresh: (prefix) => {
      count += 1;
      return `${prefix}${count}`;
    },
    query: (kinds, environment, depth) => makeQuery(generator, kinds, environment, depth),
    expression: (kind, environment, depth) => makeExpression(generator, kind, environment, depth),
  };
  return generator;
}

/** A SELECT of any shape. */
export function makeReading(random: Random): GeneratedStatement {
  const depth = random.weighted([
    [2, 0],
    [4, 1],
    [4, 2],
    [1, 3],
  ]);
  const query = makeQuery(makeGenerator(random), null, nowhere, depth);
  return { sql: query.sql, isOrdered: query.isOrdered, after: [] };
}
