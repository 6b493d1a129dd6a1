import type { ConsentSource } from './source.js';

export interface SqlQuestion {
  /** The subject, as SQL over the row that is asked about; every column in it qualified. */
  readonly subjectSql: string;
  readonly purpose: string;
}

/**
 * `consentHolds` as SQL: TRUE when the subject has consented, else FALSE. An EXISTS whose links are plain equalities, so that
 * the planner makes a semi-join of it and can use an index on the subject's column.
 *
 * It hangs on no setting of the session: names and operators are qualified, and an end without a time zone is read as UTC
 * whatever TimeZone says (`date_part('epoch', …)`; PostgreSQL docs, "Date/Time Functions and Operators"). The clock is
 * the statement's, not the transaction's, so that a consent ends within a long transaction too.
 */
export function consentCondition(source: ConsentSource, question: SqlQuestion): string {
  const [record, other] = aliases(question.subjectSql);
  const isInForce = (alias: string) => `(${source.granted(alias)})${inForce(source, alias)}`;
  const parts = [ownRecord(source, record, question), isInForce(record)];
  if (source.hasOneRecordEach !== true) {
    const speaksAgainst =
      source.recordedAtColumn === null
        ? `(${source.granted(other)}) IS NOT TRUE`
        : `(${isInForce(other)}) IS NOT TRUE AND (${recordedBefore(source.recordedAtColumn, other, record)}) IS NOT TRUE`;
    const sameSubject = { subjectSql: column(record, source.subjectColumn), purpose: question.purpose };
    parts.push(`NOT EXISTS (${select(source, other, [ownRecord(source, other, sameSubject), speaksAgainst])})`);
  }
  return `EXISTS (${select(source, record, parts)})`;
}

/** `objectionHolds` as SQL: TRUE when the subject has objected, else FALSE. A subject that is NULL has said nothing: see `noObjectionCondition`. */
export function objectionCondition(source: ConsentSource, question: SqlQuestion): string {
  const [record, other] = aliases(question.subjectSql);
  const { objected } = source;
  const isObjection = objected === null ? `(${source.granted(record)}) IS NOT TRUE` : `(${objected(record)})`;
  const parts = [ownRecord(source, record, question), isObjection];
  if (source.recordedAtColumn !== null && source.hasOneRecordEach !== true) {
    const sameSubject = { subjectSql: column(record, source.subjectColumn), purpose: question.purpose };
    const isLater = recordedBefore(source.recordedAtColumn, record, other);
    parts.push(`NOT EXISTS (${select(source, other, [ownRecord(source, other, sameSubject), isLater])})`);
  }
  return `EXISTS (${select(source, record, parts)})`;
}

/** TRUE when the row has a subject, and that subject has not objected. Whose data it is must be known to know that. */
export function noObjectionCondition(source: ConsentSource, question: SqlQuestion): string {
  return `(${question.subjectSql}) IS NOT NULL AND NOT ${objectionCondition(source, question)}`;
}

function select({ relation }: ConsentSource, alias: string, conditions: readonly string[]): string {
  const name = `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
  return `SELECT 1 FROM ${name} AS ${alias} WHERE ${conditions.join(' AND ')}`;
}

function ownRecord(source: ConsentSource, alias: string, { subjectSql, purpose }: SqlQuestion): string {
  const subject = `${column(alias, source.subjectColumn)} OPERATOR(pg_catalog.=) ${subjectSql}`;
  return `${subject} AND ${column(alias, source.purposeColumn)} OPERATOR(pg_catalog.=) ${quoteLiteral(purpose)}`;
}

function inForce({ untilColumn }: ConsentSource, alias: string): string {
  if (untilColumn === null) return '';
  const until = column(alias, untilColumn);
  const [end, now] = [until, 'pg_catalog.statement_timestamp()'].map((at) => `pg_catalog.date_part('epoch', ${at})`);
  return ` AND (${until} IS NULL OR ${end} OPERATOR(pg_catalog.>) ${now})`;
}

function recordedBefore(recordedAt: string, earlier: string, later: string): string {
  return `${column(earlier, recordedAt)} OPERATOR(pg_catalog.<) ${column(later, recordedAt)}`;
}

function column(alias: string, name: string): string {
  return `${alias}.${quoteIdentifier(name)}`;
}

/** Two names that the subject's SQL does not use: its own would be captured. */
function aliases(subjectSql: string): readonly [string, string] {
  let number = 1;
  while (subjectSql.includes(`damask_consent_${number}`)) number += 1;
  return [`damask_consent_${number}`, `damask_consent_${number}_other`];
}

/** PostgreSQL docs, "Lexical Structure". */
function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** With a backslash it becomes an escape string, which reads the same whatever standard_conforming_strings says. */
function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}
