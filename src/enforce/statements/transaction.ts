import { type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { prefixOfPrepared } from '../system/index.js';
import type { StatementState } from './statement-state.js';

const endsTransaction = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);

/** What is of a prepared transaction, by its identifier. */
const ofPrepared = new Set(['TRANS_STMT_PREPARE', 'TRANS_STMT_COMMIT_PREPARED', 'TRANS_STMT_ROLLBACK_PREPARED']);

/**
 * What a transaction's end does to its settings is followed; what a savepoint's does, and a transaction that goes on at once,
 * is not. @throws GatewayError `refused`.
 */
export function admitTransaction(struct: Struct, state: StatementState): void {
  const kind = textOf(struct.kind) ?? '';
  if (state.changed && (kind === 'TRANS_STMT_ROLLBACK_TO' || struct.chain === true)) {
    throw refused(
      'ROLLBACK TO and AND CHAIN are not handled after the search_path or the purpose was set in a transaction',
      'set them outside of transactions, or end the transaction first',
    );
  }
  // An empty identifier is left out of a tree.
  if (ofPrepared.has(kind)) struct.gid = ownIdentifier(textOf(struct.gid) ?? '', state.context.view.principal);
  // What its principal has defined before comes to be by that.
  if (kind === 'TRANS_STMT_COMMIT_PREPARED' && state.context.view.may.has('ddl'))
    state.effects.push({ kind: 'definition', change: { kind: 'other' } });
  if (kind === 'TRANS_STMT_ROLLBACK_TO') state.effects.push({ kind: 'rollback_part' });
  if (endsTransaction.has(kind)) state.effects.push({ kind: 'end_transaction' });
}

/** GIDSIZE of twophase.c, less the byte that ends it. */
const identifierBytesMax = 199;

/** The identifier of a prepared transaction with its principal in it. */
function ownIdentifier(identifier: string, principal: string): string {
  const own = `${prefixOfPrepared(principal)}${identifier}`;
  if (Buffer.byteLength(own) <= identifierBytesMax) return own;
  throw refused('the identifier of the prepared transaction is too long', 'the principal’s name is put before it');
}
