import { type Cascade, type CatalogSnapshot, descendantsOf, type Relation } from '../../sql/index.js';
import { refused } from '../refused.js';
import { isWritable } from '../relation/compiled-relation.js';
import { assertHoldsNoConsent } from './consent-target.js';
import type { RewriteContext } from './context.js';
import { nameOf, unlisted } from './relation-name.js';

/*
 * What foreign keys do beside a statement (PostgreSQL docs, 5.5.5): rows that refer to one that is deleted go along, or have columns
 * written. Who could not do so by a statement of its own does not by theirs.
 */

/**
 * Rows of `relation` are deleted, and those of its parts where `withParts` says so.
 *
 * @throws GatewayError `refused`.
 */
export function assertMayTakeAlong(relation: Relation, withParts: boolean, context: RewriteContext): void {
  follow({ relation, gone: true, changed: [], withParts }, context, new Set());
}

/**
 * Columns of `relation` are written. A row that comes into another partition by that is deleted from the one where it was: what refers to
 * that partition itself goes along.
 *
 * @throws GatewayError `refused`.
 */
export function assertMayChangeKeys(relation: Relation, names: readonly string[], context: RewriteContext): void {
  const changed = relation.columns.filter(({ name }) => names.includes(name)).map(({ attnum }) => attnum);
  follow({ relation, gone: false, changed, withParts: true }, context, new Set());
}

interface Step {
  readonly relation: Relation;
  readonly gone: boolean;
  /** Rows may be in another partition then. */
  readonly moved?: boolean;
  /** attnums. */
  readonly changed: readonly number[];
  readonly withParts: boolean;
}

function follow(
  { relation, gone, moved = false, changed, withParts }: Step,
  context: RewriteContext,
  seen: Set<string>,
): void {
  const { catalog } = context.view;
  const key = `${relation.oid} ${gone} ${moved} ${changed.join()}`;
  if (seen.has(key)) return;
  seen.add(key);
  for (const cascade of relation.cascades ?? []) {
    const referring = catalog.relationByOid(cascade.relation);
    if (referring === undefined) continue;
    const isLeft = gone || (moved && cascade.isCopy !== true);
    for (const written of [isLeft ? cascade.onDelete : null, touches(cascade, changed) ? cascade.onUpdate : null]) {
      if (written === null) continue;
      assertMayWrite(referring, written, relation, context);
      const next = { relation: referring, withParts: true };
      follow(
        written === 'rows' ? { ...next, gone: true, changed: [] } : { ...next, gone: false, changed: written },
        context,
        seen,
      );
    }
  }
  if (!withParts) return;
  for (const part of descendantsOf(catalog, relation.oid)) {
    const names = relation.columns.filter(({ attnum }) => changed.includes(attnum)).map(({ name }) => name);
    const ofPart = part.columns.filter(({ name }) => names.includes(name)).map(({ attnum }) => attnum);
    const movesOn = !gone && part.isPartition && part.ancestors.some((oid) => isPartedBy(names, oid, catalog));
    follow({ relation: part, gone, moved: movesOn, changed: ofPart, withParts: false }, context, seen);
  }
}

/** Which part of the relation a row is in hangs on one of the columns. 0 stands for the whole row. */
function isPartedBy(names: readonly string[], oid: number, catalog: CatalogSnapshot): boolean {
  const relation = catalog.relationByOid(oid);
  return (relation?.partitionedBy ?? []).some((attnum) => {
    if (attnum === 0) return names.length > 0;
    return names.includes(relation?.columns.find((column) => column.attnum === attnum)?.name ?? '');
  });
}

function touches({ key }: Cascade, changed: readonly number[]): boolean {
  return key.some((attnum) => changed.includes(attnum));
}

function assertMayWrite(
  referring: Relation,
  written: readonly number[] | 'rows',
  referenced: Relation,
  context: RewriteContext,
): void {
  const compiled = context.view.compiled(referring);
  if (compiled === null) {
    if (context.view.unlisted === 'refuse') throw unlisted(referring);
    assertHoldsNoConsent(referring, context);
    return;
  }
  const columns = referring.columns.filter(({ attnum, generated }) =>
    written === 'rows' ? !generated : written.includes(attnum),
  );
  const kept = columns.find(({ name }) => !isWritable(compiled, name));
  if (kept === undefined) return;
  throw refused(
    `\`${nameOf(referring)}.${kept.name}\` may not be written for this purpose, and a foreign key to \`${nameOf(referenced)}\` would`,
    'a rule can permit it with `write`',
  );
}
