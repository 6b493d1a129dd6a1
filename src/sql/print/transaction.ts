import { quoteLiteral } from '../quote.js';
import { textIn } from './fields.js';
import { printName } from './names.js';
import { type NodePrinters, oneOf, words } from './printer.js';
import { printTransactionModes } from './set-variable.js';

/** BEGIN, COMMIT and their kin. */
export const transactionPrinters: NodePrinters = {
  TransactionStmt: ({ kind, options, savepoint_name, gid, chain }) =>
    words(
      oneOf(kinds, kind),
      options !== undefined && printTransactionModes(options),
      savepoint_name !== undefined && printName(savepoint_name),
      gid !== undefined && quoteLiteral(textIn(gid)),
      chain === true && 'AND CHAIN',
    ),
};

const kinds = {
  TRANS_STMT_BEGIN: 'BEGIN',
  TRANS_STMT_START: 'START TRANSACTION',
  TRANS_STMT_COMMIT: 'COMMIT',
  TRANS_STMT_ROLLBACK: 'ROLLBACK',
  TRANS_STMT_SAVEPOINT: 'SAVEPOINT',
  TRANS_STMT_RELEASE: 'RELEASE',
  TRANS_STMT_ROLLBACK_TO: 'ROLLBACK TO',
  TRANS_STMT_PREPARE: 'PREPARE TRANSACTION',
  TRANS_STMT_COMMIT_PREPARED: 'COMMIT PREPARED',
  TRANS_STMT_ROLLBACK_PREPARED: 'ROLLBACK PREPARED',
};
