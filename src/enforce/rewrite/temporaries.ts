import { refused } from '../refused.js';
import type { TemporaryViews } from './temporary-view.js';

/** A temporary table of one session, as the session has made it, or tried to. */
export interface TemporaryRelation {
  readonly name: string;
  /** As it was made last. Whether the server did make it is not known: it is read by qualified names alone. */
  readonly columns: readonly string[];
  /** Types that came with what fills it. */
  readonly typeOids: readonly number[];
  /** Under what the name was first given: see PlanSpace. It belongs to that as long as the session lasts. */
  readonly permit: string;
  /** Something protected may have gone into it. */
  readonly holdsProtected: boolean;
}

/** The temporary tables that a statement can name, and those that it does. */
export interface Temporaries {
  readonly known: ReadonlyMap<string, TemporaryRelation>;
  readonly views: TemporaryViews;
  /** What holds now. */
  readonly permit: string;
  readonly read: Set<TemporaryRelation>;
  /** Those that it makes too. */
  readonly written: Set<TemporaryRelation>;
  /** Temporary views that it reads, each time that it does: their names. */
  readonly viewsRead: string[];
  /** It writes what is no temporary table. */
  writesOthers: boolean;
}

/** What a session has made for itself, and what it would make now. */
export interface KnownTemporaries extends Pick<Temporaries, 'known' | 'permit'> {
  /** None when left out. */
  readonly views?: TemporaryViews;
}

export function newTemporaries(
  known: Temporaries['known'] = new Map(),
  permit = '',
  views: TemporaryViews = new Map(),
): Temporaries {
  return { known, views, permit, read: new Set(), written: new Set(), viewsRead: [], writesOthers: false };
}

/** Where all temporary relations are, by the name that every session has for its own (PostgreSQL docs, 20.11.1). */
export const temporarySchema = 'pg_temp';

/**
 * The temporary table that a name means, if it means one.
 *
 * @throws GatewayError `refused` when it was made under another purpose or policy.
 */
export function findTemporary(
  { known, permit }: Temporaries,
  schema: string | null,
  name: string,
): TemporaryRelation | undefined {
  if (schema !== null && schema !== temporarySchema) return undefined;
  const found = known.get(name);
  if (found !== undefined && found.permit !== permit) throw madeBefore(name);
  return found;
}

export function madeBefore(name: string) {
  return refused(
    `temporary table \`${name}\` was made under another purpose, policy or agreement`,
    'make one of another name anew, or connect anew',
  );
}

/**
 * What is protected stays in temporary tables, and a statement that writes them writes nothing else.
 *
 * @returns those of which something is new after the statement.
 * @throws GatewayError `refused`.
 */
export function settleTemporaries(
  { known, read, written, writesOthers }: Temporaries,
  touchesProtected: boolean,
): readonly TemporaryRelation[] {
  const holds = [...read, ...written].some(({ holdsProtected }) => holdsProtected);
  if (writesOthers && (holds || written.size > 0)) {
    throw refused(
      'copying from or beside temporary tables that hold what is protected is not handled by the guard',
      'read the data and write it with values',
    );
  }
  const protects = holds || touchesProtected;
  return [...written]
    .map((relation) => ({ ...relation, holdsProtected: relation.holdsProtected || protects }))
    .filter(({ name, columns, holdsProtected }) => {
      const before = known.get(name);
      return before?.columns !== columns || before.holdsProtected !== holdsProtected;
    });
}
