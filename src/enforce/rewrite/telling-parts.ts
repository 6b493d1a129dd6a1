import { descendantsOf, type Relation } from '../../sql/index.js';
import { refused } from '../refused.js';
import { type CompiledRelation, compiledColumn } from '../relation/compiled-relation.js';
import type { RewriteContext } from './context.js';
import type { PermittedView } from './permitted-view.js';
import { nameOf } from './relation-name.js';

/*
 * Which partition a row is in tells what stands in the columns that the table is partitioned by, and the bounds of each are
 * open to read: where one of those is not seen as it is, rows are not to be had by partition.
 */

/** The column of a partition's that its name tells, where it is not seen as it is; null when there is none. */
export function toldByName(relation: Relation, view: PermittedView): string | null {
  if (!relation.isPartition) return null;
  const compiled = view.compiled(relation);
  return compiled === null ? null : told(relation.ancestors, compiled, view);
}

/** @throws GatewayError `refused` where the name of a partition tells of what is not seen as it is. */
export function assertTellsNothing(relation: Relation, { view }: RewriteContext): void {
  const column = toldByName(relation, view);
  if (column === null) return;
  throw refused(
    `partition \`${nameOf(relation)}\` tells what is in \`${column}\`, which is not seen as it is`,
    'name the table that it is a partition of',
  );
}

/** `tableoid` says which partition a row is in, and `ctid`, which begins anew in each, says nearly as much. */
const telling: readonly string[] = ['tableoid', 'ctid'];

/** @throws GatewayError `refused` where system columns that are asked of a relation tell the same. */
export function assertTellsNoPart(compiled: CompiledRelation, named: Iterable<string>, context: RewriteContext): void {
  const [column] = [...named].filter((name) => telling.includes(name));
  if (column === undefined || compiled.relation.kind !== 'p') return;
  const { relation } = compiled;
  const parts = descendantsOf(context.view.catalog, relation.oid);
  const hidden = told([relation.oid, ...parts.map(({ oid }) => oid)], compiled, context.view);
  if (hidden === null) return;
  throw refused(
    `\`${column}\` tells what is in column \`${hidden}\` of \`${nameOf(relation)}\`, which is not seen as it is`,
    'name a row by its key',
  );
}

/** What partitioned tables among these are partitioned by and the asker does not see. */
function told(oids: readonly number[], compiled: CompiledRelation, { catalog }: PermittedView): string | null {
  for (const oid of oids) {
    const table = catalog.relationByOid(oid);
    const numbers = table?.partitionedBy ?? [];
    const all = table?.columns ?? [];
    const deciding = numbers.includes(0) ? all : all.filter(({ attnum }) => numbers.includes(attnum));
    const hidden = deciding.find(({ name }) => compiledColumn(compiled, name)?.shown !== 'pass');
    if (hidden !== undefined) return hidden.name;
  }
  return null;
}
