import { GatewayError } from '../errors/index.js';
import type { ParserComplaint } from './parser-instance.js';

/** What PostgreSQL itself would answer, or `statement_too_complex` when the parser came to its own limits. */
export function syntaxError({ message, functionName, position }: ParserComplaint): GatewayError {
  if (/^(?:memory exhausted|stack depth limit exceeded)/.test(message)) {
    return new GatewayError('statement_too_complex', 'the statement is nested too deeply');
  }
  const sqlstate = sqlstateOf(message, functionName);
  return new GatewayError('syntax', message, {
    ...(position > 0 ? { position } : {}),
    ...(sqlstate === null ? {} : { sqlstate }),
  });
}

/**
 * Errors of the scanner and the grammar that are no 42601 (syntax_error), by what they say: the parser does not tell the code.
 * From the ereport calls in PostgreSQL 18's src/backend/parser/scan.l and gram.y.
 */
const sqlstates: readonly (readonly [sqlstate: string, message: RegExp])[] = [
  // feature_not_supported
  ['0A000', / is no longer supported$/],
  ['0A000', / is not implemented$/],
  ['0A000', / not yet implemented$/],
  ['0A000', / is only supported for ON DELETE actions$/],
  ['0A000', /^CREATE OR REPLACE CONSTRAINT TRIGGER is not supported$/],
  ['0A000', /^WITH CHECK OPTION not supported on recursive views$/],
  ['0A000', /^only string constants are supported in JSON_TABLE path specification$/],
  ['0A000', /^current database cannot be changed$/],
  ['0A000', /^constraints cannot be altered to be NOT VALID$/],
  ['0A000', /^CREATE SCHEMA IF NOT EXISTS cannot include schema elements$/],
  ['0A000', / constraints cannot be marked (?:DEFERRABLE|NOT VALID|NO INHERIT|NOT ENFORCED|ENFORCED)$/],
  ['0A000', /^aggregates cannot have output arguments$/],
  ['0A000', /^an ordered-set aggregate with a VARIADIC direct argument must have one VARIADIC aggregated argument/],
  // invalid_parameter_value
  ['22023', /^column number must be in range from 1 to /],
  ['22023', /^precision for type float must be /],
  ['22023', /^unrecognized JSON encoding: /],
  ['22023', /^unrecognized partitioning strategy /],
  // duplicate_object
  ['42710', /^(?:modulus|remainder) for hash partition provided more than once$/],
  // windowing_error
  ['42P20', /^frame (?:start|end|starting from)\b/],
  // reserved_name
  ['42939', /^role name ".*" is reserved$/],
  ['42939', / cannot be used as a role name here$/],
  // character_not_in_repertoire, untranslatable_character
  ['22021', /^invalid byte sequence for encoding /],
  ['22P05', /^character with byte sequence .* has no equivalent in encoding /],
];

/** The scanner and the grammar say this of the same thing with different codes. */
const ambiguous = 'invalid Unicode escape';

function sqlstateOf(message: string, functionName: string): string | null {
  if (message === ambiguous) return functionName === 'core_yylex' ? '22025' : null;
  return sqlstates.find(([, pattern]) => pattern.test(message))?.[0] ?? null;
}
