import { type CastInfo, firstOwnOid } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { mayCallByOid } from './functions.js';

/**
 * A cast may run a function of the store's own without being written (PostgreSQL docs, CREATE CAST: AS IMPLICIT, AS ASSIGNMENT).
 * Which casts run is not known here: a statement that brings both of a cast's types together may be one where it does.
 *
 * @throws GatewayError `refused`.
 */
export function assertNoForeignCast(context: RewriteContext): void {
  const { mentions, view } = context;
  if (mentions === null) return;
  for (const cast of view.catalog.foreignCasts) {
    if (!mentions.has(cast.source) || !mentions.has(cast.target) || !mayRun(cast, context)) continue;
    if (mayCallByOid(cast.functionOid, context)) continue;
    const [from, to] = [cast.source, cast.target].map((oid) => view.catalog.typeByOid(oid)?.name ?? '?');
    throw refused(
      `a cast from \`${from}\` to \`${to}\` could run by itself, and with it a function that is not listed`,
      'an operator can list it under `functions`, or its extension under `extensions`',
    );
  }
}

/** True when a statement with both of its types may run a cast. */
function mayRun({ context, source, target }: CastInfo, { findings }: RewriteContext): boolean {
  switch (context) {
    case 'i':
      return true;
    case 'a':
      return findings.writes > 0 || findings.assigns || assignedAnywhere.has(target);
    default:
      // json of what is PostgreSQL's own is made without one.
      return findings.castsTo.has(target) && (target === text || source >= firstOwnOid);
  }
}

const text = 25;

/** What conditions, LIMIT, subscripts, frames and samples are made by the casts of assignment: bool, int8, int4, float4, float8. */
const assignedAnywhere: ReadonlySet<number> = new Set([16, 20, 23, 700, 701]);
