import type { Scope } from './scope.js';

/** What is found out about a statement while it is rewritten. */
export interface Findings {
  /** The client's conditions may raise an error that depends on a row: guards that filter rows need a fence. */
  hazard: boolean;
  /** Something may that runs on what scans have given, and in none of them: guards need to filter as they scan. */
  hazardAbove: boolean;
  /** How many expressions hold the query that is being rewritten: PostgreSQL asks for its rows where it asks for their values. */
  expressionsAround: number;
  /** A query of a WITH has what may raise above its scans. */
  raisesInWith: boolean;
  /** What the client works out may come into conditions elsewhere: see derived-values.ts. */
  derives: boolean;
  /** Columns of relations in it are worked out when they are read: see worked-out.ts. */
  worksOut: boolean;
  /** It calls what changes a setting, once for each row. */
  changesSettings: boolean;
  /** Others hear what it makes of rows: a lock of such a number, or what it says on a channel. */
  tellsOthers: boolean;
  /** It reads a catalog of which some is not shown. */
  readsReduced: boolean;
  /** Its rows are fetched by other statements, between which settings can be changed: a cursor. */
  isFetched: boolean;
  /** Statements in it that write. */
  writes: number;
  /** One of them, within WITH, returns what is protected. */
  returnsProtected: boolean;
  /** It passes over rows that others have locked, or fails on them: SKIP LOCKED, NOWAIT. */
  mindsLocks: boolean;
  /** Queries that lock what they read, of which it can hang on rows that are filtered away whether they are run. */
  readonly lockers: Scope[];
  /** What the store runs for it may tell of any row in errors and notices: triggers, maintenance. */
  mayTell: boolean;
  /** Values that are looked for among the true ones of masked columns. */
  lookups: number;
  /** Parameters that are arrays of such values, which the Bind tells. */
  readonly lookupArrays: number[];
  /** Constants that stand for what is behind their masks: see originalsMax. */
  originals: number;
  /** Of those, ones that the server is to turn back. */
  originalsInSql: number;
  /** It defines a temporary view: guards are empty relations of the same columns. */
  definesView: boolean;
  /** It stores values beside writing, or has constructs that take values as if they were stored: see foreign-casts.ts. */
  assigns: boolean;
  /** OIDs of types that functions in it make of values of any type, by a cast where there is one. */
  readonly castsTo: Set<number>;
}

export function newFindings(): Findings {
  return {
    hazard: false,
    hazardAbove: false,
    expressionsAround: 0,
    raisesInWith: false,
    derives: false,
    worksOut: false,
    changesSettings: false,
    tellsOthers: false,
    readsReduced: false,
    isFetched: false,
    writes: 0,
    returnsProtected: false,
    mindsLocks: false,
    lockers: [],
    mayTell: false,
    lookups: 0,
    lookupArrays: [],
    originals: 0,
    originalsInSql: 0,
    definesView: false,
    assigns: false,
    castsTo: new Set(),
  };
}

/**
 * Notes that something may raise because of a row. What is `above` all scans is so only where its query is no part of an expression,
 * for that may be a condition of a scan itself.
 */
export function noteHazard(findings: Findings, above: boolean): void {
  if (above && findings.expressionsAround === 0) findings.hazardAbove = true;
  else findings.hazard = true;
}
