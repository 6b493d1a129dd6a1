import { encodeErrorResponse, errorResponseOf, type FrameVerdict, PASS, SKIP } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';
import type { OutstandingRequest } from '../outstanding.js';
import { isPoisonError } from '../poison.js';
import { scrub } from '../scrub.js';

/** What the client is told of an error that ends `head`, or, when it is fatal, the connection. */
export function sayError(
  conversation: Conversation,
  fields: ReadonlyMap<string, string>,
  head: OutstandingRequest | null,
  fatal: boolean,
): FrameVerdict {
  const { guarded, muted, toClient } = conversation;
  if (muted && !fatal) return SKIP;
  if (head?.injected && (head.kind === 'query' || head.kind === 'parse') && !fatal) return SKIP;
  if (head?.refusal && !fatal && saysRefusal(head, fields.get('C'))) {
    toClient.put(errorResponseOf(head.refusal, 'ERROR'));
    return SKIP;
  }
  const said = asClientNames(fields, head);
  const shown = guarded ? scrub(conversation, said, head?.statement ?? null, 'error') : said;
  if (shown === fields) return PASS;
  toClient.put(encodeErrorResponse(shown));
  return SKIP;
}

/** The request that is answered has failed on the server: what it, and what the server ignores after it, was to change is not so. */
export function failed(conversation: Conversation, head: OutstandingRequest): void {
  const reachesSync = conversation.outstanding.fail(conversation.undo);
  if (!reachesSync) conversation.discarding = true;
  // The server has dropped the unnamed statement before it failed to make the new one; a named one stays as it was.
  if (head.shared !== null && (head.kind === 'parse' || head.injects > 0)) conversation.pool?.dropped(head);
  if (head.kind === 'parse') conversation.restore(head.name, head.name === '' ? null : head.statementBefore);
  else if (head.kind === 'bind') conversation.restorePortal(head.name, head.portalBefore);
  head.takeBack?.();
}

/** A statement that many share is called what its client calls it. */
function asClientNames(
  fields: ReadonlyMap<string, string>,
  head: OutstandingRequest | null,
): ReadonlyMap<string, string> {
  const message = fields.get('M') ?? '';
  const name = head?.shared?.name ?? '';
  if (name === '' || !message.includes(name)) return fields;
  const own = Buffer.from(head?.prepared?.name ?? '', 'latin1').toString('utf8');
  return new Map(fields).set('M', message.split(name).join(own));
}

/** The refusal is said unless the server's own state spoke first: an aborted transaction, a cancel, a lost server. */
function saysRefusal({ refusal, kind }: OutstandingRequest, sqlstate: string | undefined): boolean {
  if (isPoisonError(sqlstate)) return true;
  if (sqlstate !== '25P02') return false;
  // PostgreSQL looks at the grammar, and for what a message names, before it looks at the transaction.
  return refusal?.sqlstate === '42601' || (kind === 'describe' && refusal?.code === 'undefined_statement');
}
