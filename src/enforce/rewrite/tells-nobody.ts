import { preparableKinds, type TreeNode, tagOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';

/**
 * A lock of a number that comes from a row, and what is said of one on a channel, tell every session of that row, and that it was read. So a
 * statement takes such a lock, as queues of jobs do, or says so, only where nothing in it may hold rows that are not seen.
 *
 * @throws GatewayError `refused`.
 */
export function assertTellsNobody(statement: TreeNode, { findings, touched, temporaries }: RewriteContext): void {
  if (!findings.tellsOthers) return;
  const usesTemporary = temporaries.read.size + temporaries.written.size + temporaries.viewsRead.length > 0;
  const mayHide = touched.size > 0 || findings.mayTell || findings.readsReduced || usesTemporary;
  // What is defined runs in statements of others.
  if (!mayHide && handled.has(tagOf(statement) ?? '')) return;
  throw refused(
    'the number of an advisory lock, and what `pg_notify` says, may not come from a row beside what is protected',
    'give it as a constant or parameter',
  );
}

const handled: ReadonlySet<string> = new Set([...preparableKinds, 'PrepareStmt', 'DeclareCursorStmt', 'ExplainStmt']);
