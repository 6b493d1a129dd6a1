import { inTurns, invariant } from '../../base/index.js';
import type {
  Cascade,
  CastInfo,
  CatalogSnapshot,
  Column,
  FunctionInfo,
  IndexInfo,
  OperatorInfo,
  Relation,
  TypeInfo,
} from '../../sql/index.js';
import type { QueryRow, ServerSession } from '../upstream/index.js';
import * as queries from './queries.js';
import { flag, letter, number, numbers, optionalText, strings, text } from './read-rows.js';
import { indexSnapshot } from './snapshot.js';

/**
 * Reads the whole catalog in one transaction, so that all of it is of one moment.
 *
 * @throws GatewayError when the server refuses a statement or is lost, InvariantError when its catalog is not as known.
 */
export async function loadCatalog(session: ServerSession, version: number): Promise<CatalogSnapshot> {
  await session.query(queries.begin);
  try {
    const rows = await readAll(session);
    const [server] = rows.server;
    invariant(server !== undefined, 'the server did not say its version');
    const schemas = new Map(rows.schemas.map((row) => [number(row, 'oid'), text(row, 'name')]));
    const extensions = new Map(
      rows.extensionMembers.map((row) => [`${text(row, 'class')} ${text(row, 'oid')}`, text(row, 'extension')]),
    );
    const context: Context = { schemas, extensionOf: (name, oid) => extensions.get(`${name} ${oid}`) ?? null };
    const types = typesFrom(rows.types, context);
    return indexSnapshot({
      version,
      serverVersion: number(server, 'version'),
      sessionUser: text(server, 'role'),
      defaultSearchPath: session.defaultSearchPath,
      schemas: [...schemas.values()],
      relations: relationsFrom(
        rows.relations,
        await columnsFrom(rows.columns, types),
        ancestorsFrom(rows.inheritance),
        cascadesFrom(rows.cascades),
        context,
      ),
      indexes: inSchemas(rows.indexes, context).map(({ row, schema }) => indexFrom(row, schema)),
      sequenceOwners: new Map(rows.ownedSequences.map((row) => [number(row, 'sequence'), number(row, 'owner')])),
      functions: functionsFrom(rows.functions, context),
      operators: operatorsFrom(rows.operators, context),
      types: [...types.values()],
      casts: rows.casts.map(castFrom),
    });
  } finally {
    if (session.open) await session.query(queries.commit);
  }
}

/** A text that changes whenever a snapshot would. */
export async function catalogDigest(session: ServerSession): Promise<string> {
  const [row] = await session.query(queries.digest);
  invariant(row !== undefined, 'the server gave no digest');
  return text(row, 'digest');
}

type CatalogRows = Readonly<Record<Exclude<keyof typeof queries, 'begin' | 'commit' | 'digest'>, readonly QueryRow[]>>;

async function readAll(session: ServerSession): Promise<CatalogRows> {
  // The session runs them one after the other.
  const asked = Object.entries(queries).filter(([name]) => !notRows.has(name));
  const rows = await Promise.all(asked.map(async ([name, query]) => [name, await session.query(query)] as const));
  return Object.fromEntries(rows) as unknown as CatalogRows;
}

const notRows: ReadonlySet<string> = new Set(['begin', 'commit', 'digest']);

interface Context {
  /** By OID; temporary and TOAST schemas are not in it, and what lives in them is left out. */
  readonly schemas: ReadonlyMap<number, string>;
  extensionOf(catalog: 'pg_class' | 'pg_type' | 'pg_proc' | 'pg_operator', oid: number): string | null;
}

/** Rows with the name of their schema, less those whose schema is left out. */
function inSchemas(rows: readonly QueryRow[], { schemas }: Context): readonly { row: QueryRow; schema: string }[] {
  return rows.flatMap((row) => {
    const schema = schemas.get(number(row, 'schema'));
    return schema === undefined ? [] : [{ row, schema }];
  });
}

function typesFrom(rows: readonly QueryRow[], context: Context): ReadonlyMap<number, TypeInfo> {
  const types = new Map<number, TypeInfo>();
  for (const { row, schema } of inSchemas(rows, context)) {
    const oid = number(row, 'oid');
    const relation = number(row, 'relation');
    const elementType = number(row, 'element');
    types.set(oid, {
      oid,
      schema,
      name: text(row, 'name'),
      kind: letter(row, 'kind', ['b', 'c', 'd', 'e', 'p', 'r', 'm']),
      category: text(row, 'category'),
      baseType: number(row, 'base'),
      elementType,
      relation,
      checkedBy: numbers(row, 'checks'),
      filledBy: numbers(row, 'fills'),
      // An array type belongs to what its element belongs to, a row type to its relation.
      extension:
        context.extensionOf('pg_type', oid) ??
        (elementType === 0 ? null : context.extensionOf('pg_type', elementType)) ??
        (relation === 0 ? null : context.extensionOf('pg_class', relation)),
    });
  }
  return types;
}

/** There are more of them than of everything else together. */
async function columnsFrom(
  rows: readonly QueryRow[],
  types: ReadonlyMap<number, TypeInfo>,
): Promise<ReadonlyMap<number, readonly Column[]>> {
  const columns = new Map<number, Column[]>();
  for await (const some of inTurns(rows)) {
    for (const row of some) {
      const relation = number(row, 'relation');
      const others = columns.get(relation);
      if (others === undefined) columns.set(relation, [columnFrom(row, types)]);
      else others.push(columnFrom(row, types));
    }
  }
  return columns;
}

function columnFrom(row: QueryRow, types: ReadonlyMap<number, TypeInfo>): Column {
  const typeOid = number(row, 'type');
  return {
    name: text(row, 'name'),
    attnum: number(row, 'number'),
    typeOid,
    typmod: number(row, 'modifier'),
    declared: text(row, 'declared'),
    baseTypname: baseType(typeOid, types)?.name ?? '',
    collation: optionalText(row, 'collation'),
    notNull: flag(row, 'required'),
    hasDefault: flag(row, 'defaulted'),
    generated: flag(row, 'generated'),
    ...(flag(row, 'virtual') ? { virtual: true } : {}),
    identity: flag(row, 'identity'),
  };
}

function baseType(oid: number, types: ReadonlyMap<number, TypeInfo>): TypeInfo | undefined {
  let type = types.get(oid);
  // A domain can stand on a domain.
  while (type !== undefined && type.kind === 'd') type = types.get(type.baseType);
  return type;
}

/** All ancestors of each relation, breadth first. */
function ancestorsFrom(rows: readonly QueryRow[]): (oid: number) => readonly number[] {
  const parents = new Map<number, number[]>();
  for (const row of rows) {
    const child = number(row, 'child');
    parents.set(child, [...(parents.get(child) ?? []), number(row, 'parent')]);
  }
  return (oid) => {
    const found = new Set(parents.get(oid));
    // A Set is walked in the order of insertion, and what is added on the way is walked too.
    for (const ancestor of found) for (const parent of parents.get(ancestor) ?? []) found.add(parent);
    return [...found];
  };
}

function relationsFrom(
  rows: readonly QueryRow[],
  columns: ReadonlyMap<number, readonly Column[]>,
  ancestorsOf: (oid: number) => readonly number[],
  cascades: ReadonlyMap<number, readonly Cascade[]>,
  context: Context,
): readonly Relation[] {
  const isForeign = (row: QueryRow) => text(row, 'kind') === 'f';
  const foreign = rows.filter(isForeign).map((row) => number(row, 'oid'));
  const withForeign = new Set(foreign.flatMap((oid) => [oid, ...ancestorsOf(oid)]));
  return inSchemas(rows, context).map(({ row, schema }) => {
    const oid = number(row, 'oid');
    const kind = letter(row, 'kind', ['r', 'p', 'v', 'm', 'f', 'S', 'c']);
    return {
      oid,
      schema,
      name: text(row, 'name'),
      kind,
      owner: text(row, 'owner'),
      columns: columns.get(oid) ?? [],
      primaryKey: numbers(row, 'key'),
      ancestors: ancestorsOf(oid),
      isPartition: flag(row, 'partition'),
      ...(kind === 'p' ? { partitionedBy: numbers(row, 'partitioned') } : {}),
      definition: optionalText(row, 'definition'),
      hasTriggers: flag(row, 'triggers'),
      hasRules: flag(row, 'rules'),
      rowSecurity: flag(row, 'security'),
      ...(flag(row, 'policies') || withForeign.has(oid) ? { runsCode: true } : {}),
      checksRows: flag(row, 'checks'),
      ...(cascades.has(oid) ? { cascades: cascades.get(oid) ?? [] } : {}),
      extension: context.extensionOf('pg_class', oid),
    };
  });
}

/** By the OID of what is referred to. */
function cascadesFrom(rows: readonly QueryRow[]): ReadonlyMap<number, readonly Cascade[]> {
  const found = new Map<number, Cascade[]>();
  for (const row of rows) {
    const columns = numbers(row, 'columns');
    const [deletes, updates] = [text(row, 'deletes'), text(row, 'updates')];
    const cascade: Cascade = {
      relation: number(row, 'relation'),
      key: numbers(row, 'key'),
      onDelete: deletes === 'c' ? 'rows' : writing.has(deletes) ? columns : null,
      onUpdate: updates === 'c' || writing.has(updates) ? columns : null,
      ...(flag(row, 'copy') ? { isCopy: true } : {}),
    };
    const referenced = number(row, 'referenced');
    found.set(referenced, [...(found.get(referenced) ?? []), cascade]);
  }
  return found;
}

/** SET NULL, SET DEFAULT. */
const writing: ReadonlySet<string> = new Set(['n', 'd']);

function indexFrom(row: QueryRow, schema: string): IndexInfo {
  return {
    schema,
    name: text(row, 'name'),
    relation: number(row, 'relation'),
    attributes: numbers(row, 'key'),
    isPartial: flag(row, 'partial'),
  };
}

function functionsFrom(rows: readonly QueryRow[], context: Context): readonly FunctionInfo[] {
  return inSchemas(rows, context).map(({ row, schema }) => {
    const oid = number(row, 'oid');
    return {
      oid,
      schema,
      name: text(row, 'name'),
      kind: letter(row, 'kind', ['f', 'p', 'a', 'w']),
      leakproof: flag(row, 'leakproof'),
      volatility: letter(row, 'volatility', ['i', 's', 'v']),
      securityDefiner: flag(row, 'definer'),
      returnsSet: flag(row, 'set'),
      returnType: number(row, 'returns'),
      argumentTypes: numbers(row, 'arguments'),
      defaults: number(row, 'defaults'),
      outNames: outNames(strings(row, 'modes'), strings(row, 'names')),
      extension: context.extensionOf('pg_proc', oid),
    };
  });
}

/** Of the modes out, inout and table. One without a name is called by its place: `column2`. */
function outNames(modes: readonly string[] | null, names: readonly string[] | null): readonly string[] {
  const found: string[] = [];
  for (const [i, mode] of (modes ?? []).entries()) {
    if (mode !== 'o' && mode !== 'b' && mode !== 't') continue;
    found.push(names?.[i] || `column${found.length + 1}`);
  }
  return found;
}

function operatorsFrom(rows: readonly QueryRow[], context: Context): readonly OperatorInfo[] {
  return inSchemas(rows, context).map(({ row, schema }) => ({
    schema,
    name: text(row, 'name'),
    leftType: number(row, 'left'),
    rightType: number(row, 'right'),
    leakproof: flag(row, 'leakproof'),
    extension: context.extensionOf('pg_operator', number(row, 'oid')),
  }));
}

function castFrom(row: QueryRow): CastInfo {
  return {
    source: number(row, 'source'),
    target: number(row, 'target'),
    context: letter(row, 'context', ['e', 'a', 'i']),
    functionOid: number(row, 'function'),
    leakproof: flag(row, 'leakproof'),
  };
}
