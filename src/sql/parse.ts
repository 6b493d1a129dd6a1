import create from 'libpg-query/wasm/libpg-query.js';
import { inOneGo, type Steps } from '../base/index.js';
import { GatewayError } from '../errors/index.js';
import { assertWithinLimits, defaultStatementLimits, type StatementLimits } from './complexity.js';
import { findParameterJunk } from './parameter-junk.js';
import type { ParserComplaint } from './parser-instance.js';
import { ParserInstances } from './parser-instances.js';
import { syntaxError } from './syntax-error.js';
import { listOf, type Struct, type TreeNode } from './tree.js';

const instances = new ParserInstances(create);

/** Loads the parser. Must have ended before the first call of `parse`. */
export function loadParser(): Promise<void> {
  return instances.load();
}

/** One statement of a text. */
export interface ParsedStatement {
  readonly node: TreeNode;
  /** Where it stands in the text, in bytes of UTF-8; `location` fields of the tree count from the text's start. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a text with PostgreSQL's own grammar.
 *
 * @throws GatewayError `syntax` with PostgreSQL's message, SQLSTATE and position, or `statement_too_complex`.
 */
export function parse(text: string, limits: StatementLimits = defaultStatementLimits): readonly ParsedStatement[] {
  return inOneGo(parseInSteps(text, limits));
}

/** As `parse`. What the parser does can't be left off. */
export function* parseInSteps(text: string, limits: StatementLimits): Steps<readonly ParsedStatement[]> {
  assertWithinLimits(text, limits);
  if (text.includes('\0')) throw notText();
  if (text.length >= longTextMin) yield 'long';
  const answer = use((instance) => instance.parse(text));
  const found = findParameterJunk(text);
  if (answer.kind === 'complaint') throw syntaxError(firstOf(answer.complaint, found));
  if (found !== null) throw syntaxError(found);
  if (text.length >= longTextMin) yield 'long';
  const tree = use(() => JSON.parse(answer.json) as Struct);
  const statements = listOf(tree.stmts);
  return statements.map((statement: Struct) => {
    const start = Number(statement.stmt_location ?? 0);
    const length = Number(statement.stmt_len ?? 0);
    // The last statement has no length unless a semicolon ends it.
    return { node: statement.stmt as TreeNode, start, end: length > 0 ? start + length : Buffer.byteLength(text) };
  });
}

/** Shorter ones are read within some tenths of a millisecond. */
const longTextMin = 4_096;

/** The scanner reads from left to right, and only as far as the grammar can follow. */
function firstOf(complaint: ParserComplaint, found: ParserComplaint | null): ParserComplaint {
  return found === null || complaint.position < found.position ? complaint : found;
}

/** @throws GatewayError `statement_too_complex` when the parser broke: the text was nested too deeply for it. */
function use<Result>(work: Parameters<typeof instances.use<Result>>[0]): Result {
  try {
    return instances.use(work);
  } catch (fault) {
    throw new GatewayError('statement_too_complex', 'the statement is too complex to be read', { cause: fault });
  }
}

/** What PostgreSQL says of NUL, which would end the text for its parser. */
function notText(): GatewayError {
  return new GatewayError('syntax', 'invalid byte sequence for encoding "UTF8": 0x00', { sqlstate: '22021' });
}
