import { encodeParse, encodeQuery } from '../pgwire/index.js';

/**
 * What is sent in the place of a refused statement. It fails on the server, at its position among the other requests, so
 * the server itself does all that an error does: it aborts the transaction, ends an implicit one, ignores the rest of a
 * pipeline up to the Sync, answers ReadyForQuery with the true status. The client sees the refusal instead of its error.
 *
 * It fails when it is analyzed, not when it is parsed: in an aborted transaction the server then says 25P02, as it would
 * for the client's own statement. It touches no relation, and a DBA who finds it in the server's log can read it.
 */
const POISON = 'SELECT "statement refused by damask"';

/** For a refused Query or FunctionCall. */
export const poisonQuery = encodeQuery(POISON);

const NO_TYPES = Buffer.alloc(2);
const POISON_BYTES = Buffer.from(POISON);

/** For a refused Parse, under the client's own name: what a failed Parse does to the unnamed statement, it does too. */
export function poisonParse(name: string): Buffer {
  return encodeParse({ name, typeBytes: NO_TYPES }, POISON_BYTES);
}

/** For a refused Bind, Describe, Execute: under a name, so that the unnamed statement stays. Nothing is ever stored under it. */
export const poisonMessage = poisonParse('refused by damask');

/** True when an error with this SQLSTATE is the poison's own and not the server's state speaking (25P02, 57014 …). */
export function isPoisonError(sqlstate: string | undefined): boolean {
  return sqlstate?.startsWith('42') ?? true;
}
