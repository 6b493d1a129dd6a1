import { GatewayError } from '../../errors/index.js';
import type { ScopeColumn } from './scope-item.js';

/*
 * What a statement may make the gateway do that its own length does not say. Whatever is here is bounded for each statement, and what
 * one costs is no more than so many of the longest.
 */

/** How much of it a statement has made the gateway do so far. */
export interface Spent {
  /** Relations that it reads or writes, each time that it does. */
  relations: number;
  columns: number;
  /** Views that were opened, and the characters of their definitions. */
  views: number;
  opened: number;
  /** Times that something was judged: see countStep. */
  steps: number;
  /** Of them, how many when the rewriting may be left off next. */
  rest: number;
  /** Bytes of the statement. */
  readonly bytes: number;
}

/** What a statement is rewritten in. */
export interface Spending {
  readonly spent: Spent;
}

export function newSpent(bytes: number): Spent {
  return { relations: 0, columns: 0, views: 0, opened: 0, steps: 0, rest: restEvery, bytes };
}

/**
 * Each part of a statement is judged a few times, whatever it stands in. So this is never reached, unless something is judged once more
 * for each that it stands in, which has happened: then the statement is refused and not the process lost.
 */
export function countStep({ spent }: Spending): void {
  spent.steps += 1;
  if (spent.steps <= 8 * (spent.bytes + spent.opened + spent.columns) + 5_000) return;
  throw new GatewayError('statement_too_complex', 'the statement takes too many steps to be judged', {
    hint: 'write it with fewer parts within one another',
  });
}

/** In steps, each of which takes some microseconds. */
const restEvery = 50;

/** Once in a while, as the rewriting goes on: others may have their turn. */
export function mayRest({ spent }: Spending): boolean {
  if (spent.steps < spent.rest) return false;
  spent.rest = spent.steps + restEvery;
  return true;
}

/** A guard is long, and each name is looked for among all relations: past this a short text would cost much. */
const relationsMax = 250;

/**
 * Columns that FROM, stars and set operations give, each time that they do. As many as all relations of a statement have with 400
 * each; looking through them takes some 10 ms.
 */
const columnsMax = 100_000;

/** @throws GatewayError `statement_too_complex`. */
export function countRelation({ spent }: Spending): void {
  spent.relations += 1;
  if (spent.relations <= relationsMax) return;
  throw new GatewayError('statement_too_complex', `the statement reads more than ${relationsMax} relations`, {
    hint: 'ask for them in several statements',
  });
}

/** @throws GatewayError `statement_too_complex`. */
export function countColumns(count: number, { spent }: Spending): void {
  spent.columns += count;
  if (spent.columns <= columnsMax) return;
  throw new GatewayError('statement_too_complex', `the statement reads more than ${columnsMax} columns in all`, {
    hint: 'name the columns that are meant, not all by stars, or ask for them in several statements',
  });
}

/** Definitions of views, in characters: each is read, and rewritten, wherever its view is named. */
const openedMax = 40_000;

/** @throws GatewayError `statement_too_complex`. */
export function countOpened(definition: string, { spent }: Spending, of: 'store' | 'session'): void {
  spent.views += 1;
  spent.opened += definition.length;
  if (spent.opened <= openedMax) return;
  // A single view of the store's may be of any length: no client has written it.
  if (of === 'store' && spent.views === 1) return;
  throw new GatewayError('statement_too_complex', 'the views of the statement are too long in all', {
    hint: 'ask for them in several statements',
  });
}

/**
 * Characters that the gateway puts into all statements of a text. A guard has four thousand for each keyed mask, and thirteen thousand for
 * each column that is looked through; PostgreSQL plans a million of those in 30 ms, and ten million in two seconds.
 */
const splicedMax = 2_000_000;

/** What the gateway puts into the statements of one text, in characters. */
export class SplicedLength {
  #length = 0;

  /** @throws GatewayError `statement_too_complex`. */
  add(length: number): void {
    this.#length += length;
    if (this.#length <= splicedMax) return;
    throw new GatewayError('statement_too_complex', 'the masks and filters of the statement are too long in all', {
      hint: 'name the columns that are meant, not all by stars, and each once, or ask for them in several statements',
    });
  }
}

/** The columns, counted. */
export function counted<Columns extends readonly ScopeColumn[] | null>(columns: Columns, spending: Spending): Columns {
  countColumns(columns?.length ?? 0, spending);
  return columns;
}
