import type { MaskKeys } from '../../masks/index.js';
import type { DecisionReason, FieldDecision } from '../../policy/index.js';
import { type Column, quoteIdentifier } from '../../sql/index.js';
import { type ColumnKeys, isStepwise } from './column-keys.js';
import { type CompiledColumn, shownColumn } from './compiled-relation.js';
import { memberPlan } from './member-plan.js';
import { memberSql } from './member-sql.js';

export interface MemberFacts {
  readonly members: ColumnKeys['members'];
  /** Of a member, by its key. */
  readonly decisionOf: (key: string) => FieldDecision;
  /** Of the column's own category; null: it has none. */
  readonly own: FieldDecision | null;
  readonly keys: MaskKeys;
  /** For what the data are to be compared with: `public.customers.profile`. */
  readonly name: string;
}

/** May a column of the type have members in the data map? */
export const hasMembers = ({ baseTypname }: Pick<Column, 'baseTypname'>): boolean =>
  baseTypname === 'json' || baseTypname === 'jsonb';

/**
 * A json column of which members are declared, and whose own category, if it has one, passes. Null when nothing of it may be
 * seen.
 */
export function compileMemberColumn(column: Column, facts: MemberFacts): CompiledColumn | null {
  const { members, decisionOf, own, keys } = facts;
  if (!members.every(({ path }) => isStepwise(path))) return null;
  const made = memberSql(memberPlan(members, decisionOf, own === null ? 'withhold' : 'pass', keys), keys);
  if (made.kind === 'nothing') return null;
  const plain = (alias: string) => `${quoteIdentifier(alias)}.${quoteIdentifier(column.name)}`;
  const reason = reasonOf(facts);
  if (made.kind === 'whole') {
    return shownColumn(column, { kind: 'pass', reason });
  }
  return {
    column,
    decision: { kind: 'mask', mask: { name: 'members', options: undefined }, reason },
    shown: 'mask',
    lookup: false,
    injective: false,
    stored: null,
    altered: null,
    sql: (alias) => rebuilt(column, plain(alias), made.sql),
  };
}

/** A category of its own: what has members is never as protected as another column. */
function reasonOf({ own, name }: MemberFacts): DecisionReason {
  const because = 'its members are declared, and each is as its own category says';
  return {
    category: `members of ${name}`,
    rule: own?.reason.rule ?? null,
    agreement: own?.reason.agreement ?? null,
    because,
  };
}

function rebuilt(column: Column, plain: string, sql: (document: string) => string): string {
  if (column.baseTypname === 'jsonb') return sql(`CAST(${plain} AS pg_catalog.jsonb)`);
  return `CAST(${sql(jsonAsJsonb(`CAST(${plain} AS pg_catalog.json)`))} AS pg_catalog.json)`;
}

/**
 * A json as jsonb, without an error: json keeps texts that jsonb has no place for (NUL, half a character, numbers and documents
 * that are too large), and such a document is withheld. Of members of one name the last is left, as jsonb has it.
 */
function jsonAsJsonb(json: string): string {
  const row = 'damask_j';
  // `\\` is no escape that could be a part of another; pairs of surrogates are whole characters.
  const escapes = `pg_catalog.regexp_replace(pg_catalog.replace(${row}.t, E'\\\\\\\\', '_'), E'\\\\\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\\\\\u[dD][c-fC-F][0-9a-fA-F]{2}', '_', 'g')`;
  const fits = [
    `pg_catalog.octet_length(${row}.t) OPERATOR(pg_catalog.<=) ${documentBytesMax}`,
    `(${escapes} COLLATE pg_catalog."C") OPERATOR(pg_catalog.!~) E'\\\\\\\\u(?:0000|[dD][89a-fA-F])'`,
    `(${row}.t COLLATE pg_catalog."C") OPERATOR(pg_catalog.!~) '[0-9][eE][+-]?0*[1-9][0-9]{3}'`,
    `(${row}.t COLLATE pg_catalog."C") OPERATOR(pg_catalog.!~) '[0-9]{255}'`,
  ];
  const whens = fits.map((fit) => `WHEN NOT (${fit}) THEN NULL`).join(' ');
  return `(SELECT CASE ${whens} ELSE CAST(${row}.t AS pg_catalog.jsonb) END FROM (SELECT CAST(${json} AS pg_catalog.text) AS t OFFSET 0) AS ${row})`;
}

/** Well below what a jsonb's arrays and objects hold (256 MB, where a number takes six times its text). */
const documentBytesMax = 16_777_216;
