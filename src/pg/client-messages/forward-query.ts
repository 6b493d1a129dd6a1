import { invariant } from '../../base/index.js';
import type { ForwardableStatement, PreparedForm } from '../../enforce/index.js';
import {
  encodeDescribe,
  encodeParameterTypes,
  encodeQuery,
  encodeTextBind,
  type FrameVerdict,
  frameBytes,
  frontend,
  PASS,
  type Query,
  SKIP,
} from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import { request } from '../outstanding.js';
import { nameForQuery } from '../sql-names.js';
import { newlyPrepared, noTypes } from '../statement-book.js';
import { changesLater } from './doubts.js';
import { sent } from './sent.js';

/** Of the unnamed portal; all of its rows. */
const executeSync = Buffer.concat([frameBytes(frontend.execute, Buffer.alloc(5)), frameBytes(frontend.sync)]);
const describeExecuteSync = Buffer.concat([encodeDescribe({ kind: 'portal', name: '' }), executeSync]);

/** Sends what the gate has made of a Query. */
export function forwardQuery(conversation: Conversation, query: Query, statement: ForwardableStatement): FrameVerdict {
  const { pool } = conversation;
  const form = preparedForm(conversation, statement);
  if (form !== null) return forwardPrepared(conversation, form);
  const before = conversation.dropUnnamed();
  if (pool !== null) nameForQuery(conversation, statement);
  const entry = request('query', { statement, ...before });
  conversation.outstanding.push(entry);
  if (changesLater(statement)) conversation.changingBatch = conversation.batch;
  sent(conversation, statement, entry, 0);
  // A server (18) that is asked so, and then sent a Sync, fails on what it is asked next, whoever asks.
  if (conversation.executedIn === conversation.batch) pool?.executesUnknown();
  conversation.batch += 1;
  pool?.endsBatch('query');
  if (statement.bytes.equals(query.textBytes)) return PASS;
  conversation.toServer.put(encodeQuery(statement.bytes.toString('utf8')));
  return SKIP;
}

/** A short statement with nothing before it that is not answered runs as a prepared one that many share. */
function preparedForm(
  { pool, outstanding, status }: Conversation,
  statement: ForwardableStatement,
): PreparedForm | null {
  if (pool === null || status === 'E' || !outstanding.isEmpty) return null;
  if (pool.isPinned || !statement.use?.shareable || pool.mayList(statement)) return null;
  return statement.prepared ?? null;
}

const encodedTypes = new WeakMap<readonly number[], Buffer>();

/** Statements that differ in constants have the same list. */
function typeBytes(types: readonly number[]): Buffer {
  let bytes = encodedTypes.get(types);
  if (bytes === undefined) {
    bytes = encodeParameterTypes(types);
    encodedTypes.set(types, bytes);
  }
  return bytes;
}

/** The client is given what it would be given for a Query. */
function forwardPrepared(
  conversation: Conversation,
  { statement, parameterTypes, values, returnsRows }: PreparedForm,
): FrameVerdict {
  const { pool, outstanding, toServer } = conversation;
  const shared = pool?.share(statement, '', typeBytes(parameterTypes)) ?? null;
  invariant(pool !== null && shared !== null, 'a statement has no prepared form');
  conversation.dropUnnamed();
  const prepared = newlyPrepared({ name: '', statement, types: noTypes, shared });
  prepared.describedInBatch = conversation.batch;
  const portal = { prepared, rowsSent: 0, elements: 0, begunIn: null };
  const bind = request('bind', { injected: true, statement, prepared, portal, shared });
  outstanding.push(bind);
  pool.uses(bind);
  toServer.put(encodeTextBind({ portal: '', statement: shared.name }, values));
  toServer.put(returnsRows ? describeExecuteSync : executeSync);
  if (returnsRows) outstanding.push(request('describe', { statement, prepared }));
  outstanding.push(request('execute', { statement, prepared, portal }));
  sent(conversation, statement, null, 0);
  outstanding.pushSync();
  conversation.batch += 1;
  pool.endsBatch('sync');
  return SKIP;
}
