import type { ForwardableStatement } from '../enforce/index.js';
import type { GatewayError } from '../errors/index.js';
import { encodeClose, encodeDescribe, encodeParse, frameBytes, frontend } from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import { request } from './outstanding.js';
import { otherColumns } from './refusal-errors.js';
import { contradicts, untold } from './shape.js';
import type { PreparedStatement } from './statement-book.js';

const flushFrame = frameBytes(frontend.flush);

/**
 * The policy has changed since the client prepared a statement under a name: the server is given what the text means now,
 * and asked for its parameters and columns. They must be what the client was told, as PostgreSQL itself has it of a table that has
 * changed: values are written and read by those types.
 *
 * `done` is called once when that is answered, or can't be: with what the client is to be told, or null. It is called while
 * the server's answers are read; the client may send nothing before.
 */
export function prepareAnew(
  conversation: Conversation,
  former: PreparedStatement,
  statement: ForwardableStatement,
  done: (failure: GatewayError | null) => void,
): void {
  const { outstanding, pool, statements, toServer } = conversation;
  const { name, types } = former;
  const shared = former.shared === null ? null : (pool?.share(statement, name, types) ?? null);
  // Another object: portals that the former one was bound to run what that was.
  const prepared: PreparedStatement = {
    ...former,
    statement,
    shared,
    described: false,
    describedInBatch: 0,
    told: untold,
    isLost: false,
  };
  const entry = request('describe', {
    injected: true,
    statement,
    prepared,
    shared,
    onDescribed: (shape) => {
      if (contradicts(former.told, shape)) return done(otherColumns(policyChanged));
      statements.set(name, prepared);
      return done(null);
    },
    // The server has said what is wrong, of this or of something before it.
    takeBack: () => done(null),
  });
  outstanding.push(entry);
  if (shared !== null) {
    pool?.uses(entry);
  } else {
    former.isLost = true;
    entry.closes = 1;
    entry.injects = 1;
    toServer.put(encodeClose({ kind: 'statement', name }));
    toServer.put(encodeParse({ name, typeBytes: types }, statement.bytes));
  }
  toServer.put(encodeDescribe({ kind: 'statement', name: shared?.name ?? name }));
  toServer.put(flushFrame);
}

const policyChanged = 'the policy has changed, and with it the columns of the statement: prepare it again';
