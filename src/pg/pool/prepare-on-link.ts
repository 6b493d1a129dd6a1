import { serialize } from 'pg-protocol';
import type { Batch } from './batch.js';
import type { OwnAnswers } from './own-answers.js';
import type { PreparedNames } from './prepared-names.js';
import type { SharedStatement } from './shared-statement.js';

/** A server connection, as far as statements are prepared on it by the gateway itself: in turns of its own. */
export interface PreparingLink {
  readonly names: PreparedNames;
  readonly isClosed: boolean;
  ask(query: Buffer, onEnd: (answers: OwnAnswers) => void): void;
}

/** Prepares statements anew and asks for their parameters and columns. `onEnd` is called when that is answered. */
export function learn(link: PreparingLink, statements: readonly SharedStatement[], onEnd: () => void): void {
  for (const [index, shared] of statements.entries()) {
    const isLast = index === statements.length - 1;
    const { name } = shared;
    const learned = link.names.learning(shared);
    const anew = [serialize.close({ type: 'S', name }), shared.parse];
    const question = [...anew, serialize.describe({ type: 'S', name }), serialize.sync()];
    link.ask(Buffer.concat(question), ({ sqlstate, shape }) => {
      learned(sqlstate === null ? shape : null);
      if (isLast) onEnd();
    });
  }
}

/** Closes statements: nothing of a client's stands or falls with it. */
export function drop(link: PreparingLink, statements: readonly SharedStatement[]): void {
  if (statements.length === 0 || link.isClosed) return;
  for (const statement of statements) link.names.forget(statement);
  const closes = statements.map(({ name }) => serialize.close({ type: 'S', name }));
  link.ask(Buffer.concat([...closes, serialize.sync()]), () => {});
}

/** Closes what was used longest ago, where there are too many. */
export function evict(link: PreparingLink): void {
  drop(link, link.names.surplus());
}

/** The server knows these by another meaning, or not at all: they are prepared anew when the batch is given once more. */
export function renew(link: PreparingLink, batch: Batch): void {
  for (const one of batch.shared) one.isProven = false;
  drop(
    link,
    batch.shared.filter((one) => link.names.has(one)),
  );
}
