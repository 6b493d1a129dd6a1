import { nameParts, type Struct } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import { admitFunction } from './functions.js';
import { nameOf } from './relation-name.js';

/** Methods that take each row, or each page, by itself (PostgreSQL docs, SELECT). */
const bySelves: ReadonlySet<string> = new Set(['bernoulli', 'system']);

/** A method is a function of its name (PostgreSQL docs, 60.1). @throws GatewayError `refused`, or UnknownName. */
export function admitSampleMethod({ method }: Struct, context: RewriteContext): void {
  admitFunction(nameParts(method) ?? [], context);
}

/**
 * One that takes so many rows takes hidden ones among them: how many of those that it took are seen would tell how many there are.
 *
 * @throws GatewayError `refused`.
 */
export function assertSampleTellsNothing({ method }: Struct, { relation, filter }: CompiledRelation): void {
  if (filter === null || bySelves.has(nameParts(method)?.at(-1) ?? '')) return;
  throw refused(
    `TABLESAMPLE of \`${nameOf(relation)}\`, of which not all rows may be seen, takes BERNOULLI and SYSTEM only`,
    'take a share, and LIMIT',
  );
}
