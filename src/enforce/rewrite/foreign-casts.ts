import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { mayCall } from './functions.js';

/**
 * A cast may run a function of the store's own without being written (PostgreSQL docs, CREATE CAST: AS IMPLICIT, AS ASSIGNMENT).
 * Which casts run is not known here: a statement that brings both of a cast's types together may be one where it does.
 *
 * @throws GatewayError `refused`.
 */
export function assertNoForeignCast(context: RewriteContext): void {
  const { mentions, view, findings } = context;
  if (mentions === null) return;
  for (const cast of view.catalog.foreignCasts) {
    if (!mentions.has(cast.source) || !mentions.has(cast.target)) continue;
    if (cast.context === 'a' && findings.writes === 0) continue;
    const called = view.catalog.functionByOid(cast.functionOid);
    if (called !== undefined && mayCall(called, context)) continue;
    const [from, to] = [cast.source, cast.target].map((oid) => view.catalog.typeByOid(oid)?.name ?? '?');
    throw refused(
      `a cast from \`${from}\` to \`${to}\` could run by itself, and with it a function that is not listed`,
      'an operator can list it under `functions`, or its extension under `extensions`',
    );
  }
}
