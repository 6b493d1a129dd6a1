import { as, isStruct, listOf, nameParts, type Struct, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import { type CompiledRelation, compiledColumn } from '../relation/compiled-relation.js';
import { rowsOf, sometimesLeft } from './left-to-default.js';
import { resolve, type Scope } from './scope.js';

/**
 * EXCLUDED holds what the client gives, and beside it what the store's defaults, generated columns and triggers put there: of a column
 * that the INSERT does not give, or leaves to DEFAULT, it is named only where it is seen as it is.
 *
 * @throws GatewayError `refused`.
 */
export function assertNamesWhatIsGiven(statement: Struct, clause: Struct, into: CompiledRelation, scope: Scope): void {
  const given = new Set(listOf(statement.cols).map((node) => textOf(as(node, 'ResTarget')?.name) ?? ''));
  const left = sometimesLeft(statement.cols, rowsOf(statement));
  const isHidden = (name: string) =>
    (!given.has(name) || left.has(name)) && compiledColumn(into, name)?.shown !== 'pass';
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isStruct(value)) return;
    const reference = as(value, 'ColumnRef');
    const named = reference === undefined ? null : hiddenOf(reference, into, scope, isHidden);
    if (named !== null)
      throw refused(
        `\`excluded.${named}\` is not given, and is not seen as it is`,
        'name columns that the INSERT gives',
      );
    for (const key in value) if (key !== 'A_Const') visit(value[key]);
  };
  visit([clause.targetList, clause.whereClause]);
}

/** The name of a column of EXCLUDED that a reference can mean and that is hidden. */
function hiddenOf(
  { fields }: Struct,
  into: CompiledRelation,
  scope: Scope,
  isHidden: (name: string) => boolean,
): string | null {
  const star = as(listOf(fields).at(-1), 'A_Star') !== undefined;
  const parts = nameParts(star ? listOf(fields).slice(0, -1) : fields) ?? [];
  const meaning = parts.length === 0 ? null : resolve(scope, parts);
  if (meaning === null || meaning.kind === 'unknown' || meaning.item.isGiven !== true) return null;
  if (meaning.kind === 'column') return isHidden(meaning.column.name) ? meaning.column.name : null;
  return into.columns.map(({ column }) => column.name).find(isHidden) ?? null;
}
