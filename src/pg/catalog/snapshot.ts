import type {
  CastInfo,
  CatalogSnapshot,
  FunctionInfo,
  IndexInfo,
  OperatorInfo,
  Relation,
  TypeInfo,
} from '../../sql/index.js';

/** Everything that a snapshot is made of. */
export interface SnapshotContents {
  readonly version: number;
  readonly serverVersion: number;
  readonly defaultSearchPath: string;
  readonly sessionUser: string;
  readonly schemas: readonly string[];
  readonly relations: readonly Relation[];
  /** None when left out, as of sequences. */
  readonly indexes?: readonly IndexInfo[];
  /** By the sequence's OID. */
  readonly sequenceOwners?: ReadonlyMap<number, number>;
  readonly functions: readonly FunctionInfo[];
  readonly operators: readonly OperatorInfo[];
  readonly types: readonly TypeInfo[];
  readonly casts: readonly CastInfo[];
}

/** A catalog in memory: indexed once, never changed. */
export function indexSnapshot(contents: SnapshotContents): CatalogSnapshot {
  const { version, serverVersion, defaultSearchPath, sessionUser, relations } = contents;
  const schemas = new Set(contents.schemas);
  const relationsByOid = new Map(relations.map((relation) => [relation.oid, relation]));
  const relationsBySchema = new Map<string, Map<string, Relation>>();
  for (const relation of relations) {
    const inSchema = relationsBySchema.get(relation.schema);
    if (inSchema === undefined) relationsBySchema.set(relation.schema, new Map([[relation.name, relation]]));
    else inSchema.set(relation.name, relation);
  }
  const functionsByOid = new Map(contents.functions.map((one) => [one.oid, one]));
  const indexes = groupBy(contents.indexes ?? [], (one) => one.name);
  const functions = groupBy(contents.functions, (one) => one.name);
  const operators = groupBy(contents.operators, (one) => one.name);
  const types = groupBy(contents.types, (one) => one.name);
  const typesByOid = new Map(contents.types.map((type) => [type.oid, type]));
  const casts = new Map<number, CastInfo[]>();
  for (const cast of contents.casts) {
    for (const oid of new Set([cast.source, cast.target])) append(casts, oid, cast);
  }
  return {
    version,
    serverVersion,
    defaultSearchPath,
    sessionUser,
    hasSchema: (schema) => schemas.has(schema),
    relation: (schema, name) => relationsBySchema.get(schema)?.get(name),
    relationByOid: (oid) => relationsByOid.get(oid),
    relations: () => relations,
    indexesNamed: (name) => indexes.get(name) ?? [],
    ownerOfSequence: (oid) => contents.sequenceOwners?.get(oid),
    functionsNamed: (name) => functions.get(name) ?? [],
    functionByOid: (oid) => functionsByOid.get(oid),
    operatorsNamed: (name) => operators.get(name) ?? [],
    typesNamed: (name) => types.get(name) ?? [],
    typeByOid: (oid) => typesByOid.get(oid),
    castsInvolving: (typeOid) => casts.get(typeOid) ?? [],
    foreignCasts: contents.casts.filter(
      ({ context, functionOid, target }) =>
        (context !== 'e' || madeByFunctions.has(target)) &&
        functionOid !== 0 &&
        functionsByOid.get(functionOid)?.schema !== 'pg_catalog',
    ),
    filledDomains: [...typesByOid.values()].filter(({ filledBy = [] }) => filledBy.length > 0),
  };
}

/** text, json. */
const madeByFunctions: ReadonlySet<number> = new Set([25, 114]);

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) append(groups, key(item), item);
  return groups;
}

function append<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
