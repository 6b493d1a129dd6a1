import { type CatalogSnapshot, isColumnName, isRelationName, NamesIn, type Relation } from '../../sql/index.js';
import type { StatementRecord } from '../forwardable.js';
import { maskWrittenBack } from '../rewrite/mask-written-back.js';
import { constantHints } from './constant-hints.js';
import { hideQuoted } from './hide-quoted.js';

/**
 * Takes values out of an ErrorResponse's or NoticeResponse's fields (PostgreSQL docs, 53.8). SQLSTATE, severity and the
 * names of objects stay; what can hold a value goes, and it is said that it went. Errors of the guarded part do not depend
 * on hidden rows to begin with; constraints, triggers and functions of the store do. `hidesPart` says
 * that the name of a partition tells of what the asker does not see.
 */
export function scrubFields(
  fields: ReadonlyMap<string, string>,
  catalog: CatalogSnapshot | null,
  record: WrittenStatement | null = null,
  hidesPart: (relation: Relation) => boolean = () => false,
): ReadonlyMap<string, string> {
  if (saysMaskWrittenBack(fields)) return maskWrittenBackFields(fields);
  const about = catalog?.relation(fields.get('s') ?? '', fields.get('t') ?? '');
  if (about?.isPartition === true && hidesPart(about)) return ofPart(fields);
  const shown = new Map<string, string>();
  const isSaidByStore = saysStoresOwn(fields);
  for (const [code, value] of fields) {
    // RAISE can put anything into the fields for names.
    if (names.has(code) ? !isSaidByStore || isKnownName(value, catalog) : kept.has(code)) shown.set(code, value);
  }
  const message = fields.get('M');
  if (message !== undefined) shown.set('M', scrubMessage(message, fields, catalog, record));
  const hint = fields.get('H');
  if (hint !== undefined && !isSaidByStore && constantHints.has(hint)) shown.set('H', hint);
  const place = placeInData(fields.get('W'), catalog);
  if (place !== null) shown.set('W', place);
  const hidden = Object.entries(hideable).filter(([code]) => fields.has(code) && !shown.has(code));
  if (hidden.length > 0) shown.set('D', `hidden by the gateway: ${hidden.map(([, name]) => name).join(', ')}`);
  return shown;
}

/** Which partition a row is in is not for the asker to know: its name and those of its constraints go, too. */
function ofPart(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const shown = [...fields].filter(([code]) => kept.has(code));
  return new Map([...shown, ['M', 'message hidden by the gateway'], ['D', 'hidden by the gateway: detail']]);
}

/** An assignment of the guard's own has failed: see mask-written-back.ts. */
function saysMaskWrittenBack(fields: ReadonlyMap<string, string>): boolean {
  return fields.get('C') === '22P02' && fields.get('M')?.includes(maskWrittenBack) === true;
}

function maskWrittenBackFields(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const severity = [...fields].filter(([code]) => code === 'S' || code === 'V');
  return new Map([
    ...severity,
    ['C', '42501'],
    ['M', 'a column that is seen masked was given its mask'],
    ['H', 'write the columns that have changed, not the whole row'],
  ]);
}

/** Severity, SQLSTATE, position; the place in the server's source. */
const kept = new Set(['S', 'V', 'C', 'P', 'F', 'L', 'R']);

/** Schema, table, column, type, constraint. */
const names = new Set(['s', 't', 'c', 'd', 'n']);

/** A function of the store speaks, and may say anything. */
export function saysStoresOwn(fields: ReadonlyMap<string, string>): boolean {
  const context = contextOf(fields.get('W'));
  if (fields.get('R') === 'exec_stmt_raise') return true;
  return context !== '' && !ofCopy.test(context) && !ofParameter.test(context) && !ofLock.test(context);
}

/** The context of what was done: without what PostgreSQL's JSON says of itself at its head, or who did it at its end. */
function contextOf(context: string | undefined): string {
  return (context ?? '').replace(/^JSON data, line \d+: [^\n]*(?:\n|$)/, '').replace(/(?:^|\n)parallel worker$/, '');
}

/** The innermost context is COPY's own: no code of the store's was running. */
const ofCopy = /^COPY [^\n]/;

/** All of the context is a parameter's: what the client has bound could not be read. Its value can stand there, too. */
const ofParameter = /^(?<place>(?:unnamed portal|portal "[^"\n]*") parameter \$\d+)(?: = '[^\n]*')?$/;

/** All of the context is a row's that was waited for: which one is not told. */
const ofLock = /^while [a-z ]+ \(\d+,\d+\) (?:of tuple )?in relation "[^\n]*"$/;

/** Where in its data a COPY or Bind stood, in PostgreSQL's words, without what stood there; null: neither. The data are the client's own. */
function placeInData(said: string | undefined, catalog: CatalogSnapshot | null): string | null {
  const context = contextOf(said);
  const parameter = ofParameter.exec(context)?.groups?.place;
  if (parameter !== undefined) return parameter;
  const [, relation, line = ''] = /^COPY ([^\n]*?)(, line \d+)?(?=[,:\n]|$)/.exec(context) ?? [];
  return relation !== undefined && isKnownName(relation, catalog) ? `COPY ${relation}${line}` : null;
}

const hideable: Readonly<Record<string, string>> = {
  D: 'detail',
  H: 'hint',
  W: 'context',
  q: 'internal statement',
};

/** The fields with a position that points into what the client wrote, or with none where there is no such place. */
export function withClientPosition(
  fields: ReadonlyMap<string, string>,
  record: StatementRecord | null,
): ReadonlyMap<string, string> {
  const position = fields.get('P');
  if (position === undefined || record === null) return fields;
  const clients = record.clientPosition(Number(position));
  if (String(clients) === position) return fields;
  const placed = new Map(fields);
  if (clients === null) placed.delete('P');
  else placed.set('P', String(clients));
  return placed;
}

function scrubMessage(
  message: string,
  fields: ReadonlyMap<string, string>,
  catalog: CatalogSnapshot | null,
  record: WrittenStatement | null,
): string {
  if (saysStoresOwn(fields)) return 'message hidden by the gateway';
  const named = new Set([...names].map((code) => fields.get(code)));
  // A statement that is wrong (class 42), or finds nothing to drop, is told by the names that stand in it.
  const isOfNames = fields.get('C')?.startsWith('42') || ofNothingToDrop.has(fields.get('R') ?? '');
  const written = isOfNames && record !== null ? namesWritten(record) : null;
  const isWritten = (name: string) => written !== null && name.split('.').every((part) => written.has(part));
  return hideQuoted(
    message.replace(bytesInHex, '[hidden]'),
    (name, word) =>
      openWords.has(word) ||
      (name.length <= nameMax && (named.has(name) || isWritten(name) || isKnownName(name, catalog))),
  );
}

/** Of a name with its schema, in UTF-16 units. What is longer is a value. */
const nameMax = 256;

/** PostgreSQL's functions that say `…, skipping` of DROP … IF EXISTS. */
const ofNothingToDrop: ReadonlySet<string> = new Set(['DropErrorMsgNonExistent', 'does_not_exist_skipping']);

type WrittenStatement = Pick<StatementRecord, 'clientText'>;

/** Read once for a statement: a server may have something to say of each of its words. */
function namesWritten(record: WrittenStatement): NamesIn {
  const known = namesOfStatements.get(record);
  if (known !== undefined) return known;
  const names = new NamesIn(record.clientText);
  namesOfStatements.set(record, names);
  return names;
}

const namesOfStatements = new WeakMap<WrittenStatement, NamesIn>();

/** A value that is no text in its encoding, or has no place in another one, is told by its bytes. */
const bytesInHex = /0x[0-9a-f]{2}(?: 0x[0-9a-f]{2})*/g;

/**
 * Before names that the client has given itself, by the protocol or in SQL: drivers look for `prepared statement "…" does not exist`.
 * And before those that PostgreSQL gives encodings.
 */
const openWords: ReadonlySet<string> = new Set(['statement ', 'portal ', 'cursor ', 'savepoint ', 'encoding ']);

/** A name of the catalog, which is open to read. */
function isKnownName(name: string, catalog: CatalogSnapshot | null): boolean {
  if (catalog === null) return false;
  const parts = name.split('.');
  const last = parts.at(-1) ?? '';
  if (catalog.typesNamed(last).length > 0 || catalog.functionsNamed(last).length > 0) return true;
  return catalog.hasSchema(last) || isRelationName(catalog, last) || isColumnName(catalog, last);
}
