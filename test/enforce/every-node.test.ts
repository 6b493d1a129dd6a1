import { describe, expect, test } from 'vitest';
import { inOneGo } from '../../src/base/index.js';
import { assertRelationsMayStand } from '../../src/enforce/referee.js';
import { UnknownName } from '../../src/enforce/refused.js';
import { Edits } from '../../src/enforce/rewrite/edits.js';
import { newContext } from '../../src/enforce/rewrite/new-context.js';
import { newTemporaries, type TemporaryRelation } from '../../src/enforce/rewrite/temporaries.js';
import { admitStatement } from '../../src/enforce/statements/admit-statement.js';
import type { Origin } from '../../src/enforce/statements/effect.js';
import { GatewayError } from '../../src/errors/index.js';
import { as, cloneTree, isStruct, listOf, type Struct, stringOf, type TreeNode, tagOf } from '../../src/sql/index.js';
import { type GrammarField, grammar } from './grammar.js';
import { shopPolicy } from './shop-policy.js';
import { expressionOf, parsed, smallCatalog, smallSpace } from './small-view.js';
import { everyKind, writingCustomers } from './statements-of-every-kind.js';

/*
 * PostgreSQL's trees have some 280 kinds of node. Whatever stands in any field of any of them is judged, or the statement is
 * refused: each field is given something that nobody may name, and only those listed here may take it without a word.
 */

/** Fields that are not looked into, and why nothing can stand in them. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  'names of columns, aliases, constraints, cursors and what is made anew': [
    ...['Alias.colnames', 'CommonTableExpr.aliascolnames', 'CTECycleClause.cycle_col_list', 'CopyStmt.attlist'],
    ...['CTESearchClause.search_col_list', 'LockingClause.lockedRels', 'SelectStmt.lockingClause', 'IntoClause.rel'],
    ...['IntoClause.colNames', 'ConstraintsSetStmt.constraints', 'Constraint.keys', 'Constraint.including'],
    ...['CommonTableExpr.search_clause', 'CommonTableExpr.cycle_clause', 'RangeVar.alias', 'ViewStmt.aliases'],
    ...['Constraint.pk_attrs', 'Constraint.fk_attrs', 'Constraint.fk_del_set_cols', 'VacuumRelation.va_cols'],
    ...['AccessPriv.cols', 'CreateEnumStmt.vals', 'GrantStmt.privileges', 'GrantStmt.grantees', 'VacuumStmt.rels'],
    ...['CreateStmt.relation', 'CreateSeqStmt.sequence', 'CompositeTypeStmt.typevar', 'ViewStmt.view'],
    ...['ColumnRef.fields', 'JoinExpr.usingClause', 'JoinExpr.alias', 'JoinExpr.join_using_alias'],
    ...['RenameStmt.object', 'AlterObjectSchemaStmt.object', 'SelectStmt.intoClause'],
  ],
  'names of collations and of operator classes, which are a superuser’s to make': [
    ...['CollateClause.collname', 'IndexElem.collation', 'IndexElem.opclass', 'IndexElem.opclassopts'],
    ...['PartitionElem.collation', 'PartitionElem.opclass', 'ColumnDef.collClause', 'CollateClause.arg'],
  ],
  'words and numbers: anything else does not parse, or PostgreSQL takes no expression there': [
    ...['TypeName.names', 'TypeName.typmods', 'TypeName.arrayBounds', 'DefElem.arg', 'List.items', 'AlterTableCmd.def'],
    ...[
      'TransactionStmt.options',
      'CopyStmt.options',
      'ExplainStmt.options',
      'VacuumStmt.options',
      'CreateStmt.options',
    ],
    ...['ClusterStmt.params', 'ReindexStmt.params', 'IndexStmt.options', 'IntoClause.options', 'Constraint.options'],
    ...['CreateSeqStmt.options', 'AlterSeqStmt.options', 'ReturningClause.options', 'VariableSetStmt.args'],
    ...['InsertStmt.returningClause', 'DeleteStmt.returningClause', 'TypeCast.typeName', 'SubLink.operName'],
  ],
  'nothing, in VALUES, UNION, DO NOTHING, DELETE and COPY … TO; other kinds, where one alone can stand': [
    ...['SelectStmt.distinctClause', 'SelectStmt.targetList', 'SelectStmt.fromClause', 'SelectStmt.whereClause'],
    ...['SelectStmt.groupClause', 'SelectStmt.havingClause', 'SelectStmt.windowClause', 'SelectStmt.valuesLists'],
    ...['OnConflictClause.whereClause', 'InsertStmt.onConflictClause', 'MergeWhenClause.targetList'],
    ...['MergeWhenClause.values', 'MergeStmt.mergeWhenClauses', 'InsertStmt.selectStmt', 'InferClause.indexElems'],
    ...['CopyStmt.whereClause', 'CreateStmt.partspec', 'PartitionSpec.partParams', 'CompositeTypeStmt.coldeflist'],
    ...['IndexStmt.indexParams', 'IndexStmt.indexIncludingParams'],
  ],
  'nothing until a statement is analysed': [
    ...['SubLink.xpr', 'CurrentOfExpr.xpr', 'CommonTableExpr.ctecolnames', 'CommonTableExpr.ctecoltypes'],
    ...['CommonTableExpr.ctecoltypmods', 'CommonTableExpr.ctecolcollations', 'IndexStmt.excludeOpNames'],
    ...['CallStmt.funcexpr', 'CallStmt.outargs'],
  ],
};

const names = [{ String: { sval: 'nobody' } }];
const range: Struct = { relname: 'nobody', inh: true, relpersistence: 'p' };
const reading = parsed('SELECT nobody FROM nobody');

/** What nobody may name: each kind is of another family of nodes. */
const forbidden: Readonly<Record<string, TreeNode>> = {
  call: { FuncCall: { funcname: names, funcformat: 'COERCE_EXPLICIT_CALL' } },
  subquery: expressionOf('(SELECT nobody FROM nobody)'),
  query: reading,
  write: parsed('DELETE FROM nobody'),
  relation: { RangeVar: range },
  type: { TypeName: { names, typemod: -1 } },
};

/** The same, where one kind alone can stand. */
const forbiddenOf: Readonly<Record<string, Struct | undefined>> = {
  TypeName: { names, typemod: -1 },
  RangeVar: range,
  SelectStmt: as(reading, 'SelectStmt'),
};

const named = (...parts: readonly string[]): TreeNode => ({
  ColumnRef: { fields: parts.map((sval) => ({ String: { sval } })) },
});

/** What stands in customers and is not to be seen as it is. */
const masked: Readonly<Record<string, TreeNode>> = {
  bare: named('ssn'),
  qualified: named('c', 'ssn'),
  row: named('c'),
  star: { ColumnRef: { fields: [{ String: { sval: 'c' } }, { A_Star: {} }] } },
};

const policy = shopPolicy();
const [asker] = [...policy.principals.values()];
const { view } = smallSpace('storefront', {
  policy: {
    ...policy,
    principals: new Map([
      ['storefront', { ...asker, may: new Set(['ddl', 'maintenance', 'explain', 'code', 'temp'] as const) } as never],
    ]),
  },
  unlisted: 'allow',
  channels: new Set(['news']),
  functions: new Set(['public.tidy']),
  catalog: {
    ...smallCatalog,
    relation: (schema, name) => smallCatalog.relation(schema, name === 'product_parts' ? 'products' : name),
    functionsNamed: (name) =>
      name === 'tidy'
        ? smallCatalog.functionsNamed('leak').map((leak) => ({ ...leak, name, kind: 'p' }))
        : smallCatalog.functionsNamed(name),
  },
});
const held: TemporaryRelation = { name: 'held', columns: ['a'], typeOids: [23], permit: 'p', holdsProtected: false };
const origin = { lookups: 0, mentions: null } as Origin;

/** Why it is refused; null when it is not. What fails otherwise is refused as well: see GuardedSession. */
function refusalOf(statement: TreeNode, remembers = false): string | null {
  const context = newContext({
    view,
    statement,
    edits: new Edits(Buffer.alloc(0)),
    parameterTypes: [],
    nonce: 'n',
    temporaries: newTemporaries(new Map([['held', held]]), 'p', new Map()),
  });
  try {
    inOneGo(
      admitStatement(statement, {
        purposes: ['fulfilment'],
        changed: false,
        rowsMax: null,
        isFresh: true,
        remembered: {
          prepared: new Map(remembers ? [['p', origin]] : []),
          cursors: new Map(remembers ? [['cur', { rowsLeft: null, hold: false, seen: true, origin }]] : []),
        },
        holds: () => true,
        context,
        effects: [],
        answer: { isEarlier: false, rowsMax: null, lookups: 0, rewritten: null },
      }),
    );
    assertRelationsMayStand(statement, context);
    return null;
  } catch (fault) {
    return fault instanceof GatewayError || fault instanceof UnknownName ? fault.message : String(fault);
  }
}

const admit = (statement: TreeNode): string | null =>
  refusalOf(statement, /EXECUTE|FETCH|CLOSE/i.test(kindOf(statement)));

function kindOf(statement: TreeNode): string {
  return tagOf(statement) ?? '';
}

/** All structs of a tree with their kinds, wrapped or bare, in the same order for the same tree. */
function structsOf(value: unknown, kind: string | null, found: [string, Struct][] = []): [string, Struct][] {
  if (Array.isArray(value)) for (const item of value) structsOf(item, kind, found);
  else if (isStruct(value)) {
    const tag = tagOf(value);
    if (tag !== null) structsOf(value[tag], tag, found);
    else if (kind !== null && kind !== 'Node') {
      found.push([kind, value]);
      for (const field of grammar.get(kind) ?? []) structsOf(value[field.name], field.kind, found);
    }
  }
  return found;
}

/** What a field could hold instead: one of `planted`, beside what stands there or in its place, or within a struct of its kind. */
function plantings(
  field: GrammarField,
  now: unknown,
  planted: Readonly<Record<string, TreeNode>>,
  bare: Readonly<Record<string, Struct | undefined>>,
  depth = 2,
): unknown[] {
  const wrapped = (value: unknown) => (field.isList ? [value] : value);
  if (field.kind === 'Node') {
    const all = Object.values(planted);
    const isFull = field.isList && Array.isArray(now) && now.length > 0;
    return all.flatMap((node) => [
      wrapped(node),
      ...(isFull
        ? [
            [...now, node],
            [node, ...now.slice(1)],
          ]
        : []),
    ]);
  }
  const own = bare[field.kind];
  if (own !== undefined) return [wrapped(own)];
  // One that stands there is gone through by itself.
  if (now !== undefined || depth === 0) return [];
  return (grammar.get(field.kind) ?? []).flatMap((inner) =>
    plantings(inner, undefined, planted, bare, depth - 1).map((value) => wrapped({ [inner.name]: value })),
  );
}

/** The fields of a statement's nodes that take what is planted; `takes` asks a statement in which that was done. */
function fieldsThatTake(
  sql: string,
  planted: Readonly<Record<string, TreeNode>>,
  bare: Readonly<Record<string, Struct | undefined>>,
  takes: (statement: TreeNode) => boolean,
): string[] {
  const tree = parsed(sql);
  const taking = new Set<string>();
  structsOf(tree, null).forEach(([kind, struct], place) => {
    for (const field of grammar.get(kind) ?? []) {
      for (const value of plantings(field, struct[field.name], planted, bare)) {
        const copy = cloneTree(tree);
        const [, changed] = structsOf(copy, null)[place] ?? ['', {}];
        changed[field.name] = cloneTree(value);
        if (takes(copy)) taking.add(`${kind}.${field.name}`);
      }
    }
  });
  return [...taking];
}

function showsMasked(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(showsMasked);
  if (!isStruct(value)) return false;
  const fields = listOf(as(value, 'ColumnRef')?.fields);
  const last = stringOf(fields.at(-1));
  if (last === 'ssn' || (fields.length === 1 && last === 'c') || as(fields.at(-1), 'A_Star') !== undefined) return true;
  return Object.values(value).some(showsMasked);
}

describe('every kind of node', () => {
  test('the grammar’s own description has been read', () => {
    expect(grammar.size).toBeGreaterThan(250);
    expect(grammar.get('FuncCall')).toContainEqual({ name: 'agg_filter', kind: 'Node', isList: false });
    expect(grammar.get('SelectStmt')).toContainEqual({ name: 'larg', kind: 'SelectStmt', isList: false });
  });

  test.each(everyKind)('is admitted where it may stand: %s', (sql) => {
    expect(admit(parsed(sql))).toBeNull();
  });

  test('is among those statements, or stands nowhere', () => {
    const known = new Set(everyKind.flatMap((sql) => structsOf(parsed(sql), null).map(([kind]) => kind)));
    const admitted = [...grammar.keys()].filter((kind) => {
      if (known.has(kind)) return false;
      const node = (): TreeNode => ({ [kind]: {} });
      const select = { targetList: [{ ResTarget: { val: node() } }] };
      const from = { targetList: [{ ResTarget: { val: expressionOf('1') } }], fromClause: [node()] };
      return [node(), { SelectStmt: select }, { SelectStmt: from }].some((statement) => admit(statement) === null);
    });
    // Who may run code is trusted with the store.
    expect(admitted).toEqual(['CreateFunctionStmt', 'DoStmt']);
  });

  test('has no field that takes what nobody may name', { timeout: 120_000 }, () => {
    const listed = new Set(Object.values(harmless).flat());
    const taking = new Set(
      everyKind.flatMap((sql) => fieldsThatTake(sql, forbidden, forbiddenOf, (statement) => admit(statement) === null)),
    );
    expect([...taking].filter((field) => !listed.has(field))).toEqual([]);
    // What is listed in vain is taken off the list.
    expect([...listed].filter((field) => !taking.has(field))).toEqual([]);
  });

  test.each(writingCustomers)('has no field in which a masked column stands as it is: %s', (sql) => {
    const shows = (statement: TreeNode) => admit(statement) === null && showsMasked(statement);
    const taking = fieldsThatTake(sql, masked, forbiddenOf, shows);
    const listed = new Set(Object.values(harmless).flat());
    expect(taking.filter((field) => !listed.has(field))).toEqual([]);
  });
});
