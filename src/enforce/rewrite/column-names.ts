import { randomToken } from '../../base/index.js';
import { isStruct, listOf, type Struct, stringOf, textOf } from '../../sql/index.js';

/**
 * The names that could mean a column in a tree, and more. A column by whose name nothing in the tree is called is not read
 * there, however names are resolved.
 *
 * @returns null where columns are read without their names: by a star, as a whole row, by NATURAL, or under names that are
 *   given to what a join gives.
 */
export function columnNames(tree: unknown): ReadonlySet<string> | null {
  const found: Found = { names: new Set(), aliases: new Set(), lastNames: new Set(), isWhole: false };
  collect(tree, found);
  if (found.isWhole) return null;
  for (const name of found.lastNames) if (found.aliases.has(name)) return null;
  return found.names;
}

/** Begins the names under which guards give what is stored behind masks: see compare-stored.ts. */
const storedPrefix = 'damask_s_';

/** Unknown to clients, and of no use for what stands for guards: should PostgreSQL ever say such a name, it says no more. */
const nonce = randomToken(8);

/** The same in each guard of a relation: an expression that is written twice is one and the same to PostgreSQL. */
export function storedName(attnum: number): string {
  return `${storedPrefix}${nonce}_${attnum}`;
}

/**
 * True when a guard of the statement may give a column that is not to be seen: nothing reads columns without their names, and
 * the client names none that is called so. Asked while guards have none yet.
 */
export function mayHide(tree: unknown): boolean {
  const names = columnNames(tree);
  if (names === null) return false;
  for (const name of names) if (name.startsWith(storedPrefix)) return false;
  return true;
}

interface Found {
  readonly names: Set<string>;
  /** What items of FROM are called. */
  readonly aliases: Set<string>;
  /** What column references end in: an alias there is a whole row. */
  readonly lastNames: Set<string>;
  isWhole: boolean;
}

function collect(value: unknown, found: Found): void {
  if (found.isWhole) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (!isStruct(value)) return;
  for (const key in value) {
    const inner = value[key];
    if (typeof inner !== 'object' || key === 'A_Const') {
      if (key === 'aliasname' || key === 'relname') found.aliases.add(textOf(inner) ?? '');
      continue;
    }
    if (key === 'A_Star' || (key === 'JoinExpr' && isStruct(inner) && namesAnew(inner))) {
      found.isWhole = true;
      return;
    }
    if (key === 'String' && isStruct(inner)) found.names.add(textOf(inner.sval) ?? '');
    if (key === 'ColumnRef' && isStruct(inner)) found.lastNames.add(stringOf(listOf(inner.fields).at(-1)) ?? '');
    collect(inner, found);
  }
}

function namesAnew({ isNatural, alias }: Struct): boolean {
  return isNatural === true || (isStruct(alias) && alias.colnames !== undefined);
}
