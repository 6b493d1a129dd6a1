import { fingerprintSync, hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import { GatewayError } from '../errors/index.js';
import { assertWithinLimits, defaultStatementLimits, type StatementLimits } from './complexity.js';
import type { Struct, TreeNode } from './tree.js';

/** Loads the parser. Must have ended before the first call of `parse`. */
export function loadParser(): Promise<void> {
  return loadModule();
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
 * @throws GatewayError `syntax` with PostgreSQL's message and position, or `statement_too_complex`.
 */
export function parse(text: string, limits: StatementLimits = defaultStatementLimits): readonly ParsedStatement[] {
  assertWithinLimits(text, limits);
  if (text === '') return [];
  let result: Struct;
  try {
    result = parseSync(text) as unknown as Struct;
  } catch (fault) {
    throw parseError(fault, text);
  }
  const statements = Array.isArray(result.stmts) ? (result.stmts as Struct[]) : [];
  return statements.map((statement) => {
    const start = Number(statement.stmt_location ?? 0);
    const length = Number(statement.stmt_len ?? 0);
    // The last statement has no length unless a semicolon ends it.
    return { node: statement.stmt as TreeNode, start, end: length > 0 ? start + length : Buffer.byteLength(text) };
  });
}

/** PostgreSQL's fingerprint of a text: the same for texts that differ in their literals only. Empty when it has none. */
export function fingerprint(text: string): string {
  try {
    return fingerprintSync(text);
  } catch {
    return '';
  }
}

const tooDeep = 'the statement is nested too deeply';

function parseError(fault: unknown, text: string): GatewayError {
  if (!hasSqlDetails(fault)) {
    // Out of stack in spite of the limits: the text is nested too deeply for the parser.
    if (fault instanceof RangeError) {
      return new GatewayError('statement_too_complex', tooDeep, { cause: fault });
    }
    return new GatewayError('internal', 'the parser failed', { cause: fault });
  }
  const details = fault.sqlDetails;
  const message = details?.message ?? fault.message;
  if (/^(memory exhausted|stack depth limit exceeded)/.test(message)) {
    return new GatewayError('statement_too_complex', tooDeep);
  }
  const position = positionOf(text, details?.cursorPosition ?? 0);
  return new GatewayError('syntax', message, {
    ...(position > 0 ? { position } : {}),
    ...(sqlstates[details?.functionName ?? ''] ?? {}),
  });
}

/** SQLSTATEs of errors that the scanner and grammar raise with another code than 42601, by the C function that raises them. */
const sqlstates: Readonly<Record<string, { sqlstate: string }>> = {
  check_escape_warning: { sqlstate: '22P06' },
  addunicode: { sqlstate: '22021' },
  pg_verifymbstr: { sqlstate: '22021' },
};

/** The parser counts from 0 in bytes; the protocol counts from 1 in characters. */
function positionOf(text: string, cursor: number): number {
  if (cursor < 0) return 0;
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length === text.length) return cursor + 1;
  return [...bytes.subarray(0, cursor).toString('utf8')].length + 1;
}
