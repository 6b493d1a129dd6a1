import { type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { StatementState } from './statement-state.js';

/**
 * DO, CREATE FUNCTION and CREATE PROCEDURE, for principals with `may: [code]`. What a body does is not judged, for nobody can:
 * it runs past every guard, and `damask check` says so. What it says on the way is scrubbed; what it may have made of the
 * catalog is looked at after it.
 *
 * @throws GatewayError `refused`.
 */
export function admitCode(struct: Struct, { context, effects }: StatementState): void {
  if (!context.view.may.has('code')) {
    throw refused(
      'code (DO, CREATE FUNCTION, CREATE PROCEDURE) is not permitted',
      'an operator can permit it: `may: [code]`; it runs past every guard',
    );
  }
  // Such a body is a tree, of names that stand unqualified.
  if (struct.sql_body !== undefined)
    throw refused('a body that is not a string is not handled by the guard', 'write AS and the body as a string');
  context.findings.mayTell = true;
  context.temporaries.writesOthers = true;
  effects.push({ kind: 'definition', change: { kind: 'other' } });
}

const routines = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE']);

/** A DROP of what CREATE FUNCTION and CREATE PROCEDURE make. */
export function dropsCode(struct: Struct): boolean {
  return routines.has(textOf(struct.removeType) ?? '') && struct.behavior !== 'DROP_CASCADE';
}
