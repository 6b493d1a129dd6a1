import { type FrameReceiver, type FrameVerdict, frontend, PASS, type Treatment } from '../pgwire/index.js';
import type { Conversation } from './conversation.js';
import { type OutstandingRequest, type RequestKind, request } from './outstanding.js';

const kinds: ReadonlyMap<number, RequestKind> = new Map([
  [frontend.query, 'query'],
  [frontend.functionCall, 'function_call'],
  [frontend.parse, 'parse'],
  [frontend.bind, 'bind'],
  [frontend.describe, 'describe'],
  [frontend.execute, 'execute'],
  [frontend.sync, 'sync'],
  [frontend.copyDone, 'copy_end'],
  [frontend.copyFail, 'copy_end'],
]);

/** What will be outstanding by message type. */
const requests: readonly (OutstandingRequest | null)[] = Array.from({ length: 256 }, (_, type) => {
  // Which of the two a Close means does not matter: there are no books.
  const kind = type === frontend.close ? 'close_statement' : kinds.get(type);
  return kind === undefined ? null : request(kind);
});

/**
 * What becomes of the messages of a session in which nothing is protected: everything passes as it comes, never held. What
 * is outstanding is still followed, to know whether there is something to cancel.
 */
export class TransparentClientPlan implements FrameReceiver {
  readonly #conversation: Conversation;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  pass(bytes: Buffer, start: number, end: number): void {
    this.#conversation.toServer.pass(bytes, start, end);
  }

  begin(type: number): Treatment {
    const conversation = this.#conversation;
    const { outstanding } = conversation;
    if (type === frontend.terminate) conversation.terminating = true;
    const added = requests[type] ?? null;
    if (added === null) return PASS;
    if (type === frontend.sync) conversation.discarding = false;
    else if (conversation.discarding) return PASS;
    conversation.asks();
    outstanding.push(added);
    return PASS;
  }

  peek(): FrameVerdict {
    return PASS;
  }

  frame(): FrameVerdict {
    return PASS;
  }
}
