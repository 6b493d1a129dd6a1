import { backend, frameBytes } from '../../pgwire/index.js';
import type { Conversation } from '../conversation.js';

const parseComplete = frameBytes(backend.parseComplete);
const closeComplete = frameBytes(backend.closeComplete);

/** Answers what was never sent to the server, as far as its turn has come. True when there was something. */
export function answerFakes({ outstanding, toClient, muted }: Conversation): boolean {
  let answered = false;
  for (let head = outstanding.head(); head?.fake; head = outstanding.head()) {
    outstanding.shift();
    if (!muted) toClient.put(head.kind === 'parse' ? parseComplete : closeComplete);
    answered = true;
  }
  return answered;
}
