import { descendantsOf, type Relation } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { RewriteContext } from '../../rewrite/context.js';
import { nameOf } from '../../rewrite/relation-name.js';

/**
 * What rows of a relation are deleted or changed by another name takes rows of what refers to them along (ON DELETE CASCADE and its
 * like), and who has not heard of that name was not asked whether it may write those: see rewrite/cascades.ts.
 *
 * @throws GatewayError `refused` where those are protected.
 */
export function assertKeysWriteNothingProtected(relation: Relation, { view }: RewriteContext): void {
  const { catalog } = view;
  // A Set is walked in the order of insertion, and what is added on the way is walked too.
  const reached = new Set([relation]);
  for (const one of reached) {
    for (const part of descendantsOf(catalog, one.oid)) reached.add(part);
    for (const { relation: oid } of one.cascades ?? []) {
      const referring = catalog.relationByOid(oid);
      if (referring === undefined) continue;
      if (view.compiled(referring) !== null || view.isConfigured(referring))
        throw refused(
          `by \`${nameOf(relation)}\` foreign keys write \`${nameOf(referring)}\`: it gets no other name through the gateway`,
        );
      reached.add(referring);
    }
  }
}
