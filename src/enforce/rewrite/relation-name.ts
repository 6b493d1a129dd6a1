import { inOneGo, once, type Steps } from '../../base/index.js';
import {
  as,
  parse,
  quoteIdentifier,
  quoteRelation,
  type Relation,
  resolveRelation,
  type SearchPath,
  type Struct,
  textOf,
} from '../../sql/index.js';
import { refused, UnknownName } from '../refused.js';
import type { CompiledRelation } from '../relation/compiled-relation.js';
import {
  type CatalogReduction,
  catalogReductions,
  isOpenSystemRelation,
  ownPreparedTransactions,
} from '../system/index.js';
import { countOpened } from './bounds.js';
import { mayHide } from './column-names.js';
import type { RewriteContext } from './context.js';
import { Edits } from './edits.js';
import { newFindings } from './findings.js';
import type { PermittedView } from './permitted-view.js';
import { renamed, type ScopeColumn } from './scope.js';
import { Splices } from './splices.js';
import { namedSystemColumns } from './system-columns.js';
import { findTemporary, type TemporaryRelation, temporarySchema } from './temporaries.js';
import { definitionOf, type TemporaryView } from './temporary-view.js';

/** How a relation that is read may stand in the statement. */
export type ReadRelation =
  /** As it is. */
  | { readonly kind: 'plain'; readonly relation: Relation }
  /** As its permitted view. */
  | { readonly kind: 'guarded'; readonly relation: Relation; readonly compiled: CompiledRelation }
  /** A relation of pg_catalog, with the columns that tell of data made blank. */
  | { readonly kind: 'reduced'; readonly relation: Relation; readonly reduction: CatalogReduction }
  /** A temporary table of the session, its columns named one by one. */
  | { readonly kind: 'temporary'; readonly temporary: TemporaryRelation }
  /** A temporary view of the session, as its definition with the guards inside. */
  | {
      readonly kind: 'temporary_view';
      readonly view: TemporaryView;
      readonly select: Struct;
      readonly columns: readonly ScopeColumn[];
    }
  /** A view over relations that do not stand as they are, as its definition with what stands for them inside. */
  | {
      readonly kind: 'opened';
      readonly relation: Relation;
      readonly select: Struct;
      readonly columns: readonly ScopeColumn[] | null;
    };

/** The relation that a RangeVar names. @throws UnknownName, GatewayError `refused`. */
export function findRelationOf(range: Struct, context: RewriteContext): Relation {
  const { catalog, path, database } = context.view;
  const schema = textOf(range.schemaname) ?? null;
  const name = textOf(range.relname) ?? '';
  if (temporaryViewOf(range, context) !== undefined)
    throw refused(`\`${name}\` is a temporary view, which is read only`, 'name what it reads');
  const otherDatabase = textOf(range.catalogname);
  if (otherDatabase !== undefined && otherDatabase !== database) {
    throw refused(`cross-database references are not implemented: "${otherDatabase}"`);
  }
  const relation = resolveRelation(catalog, path, schema, name);
  if (relation === undefined) {
    const written = schema === null ? name : `${schema}.${name}`;
    throw new UnknownName('undefined_relation', `relation "${written}" does not exist`, {
      location: range.location,
      written: schema ?? name,
    });
  }
  return relation;
}

/**
 * Decides how a relation that a statement reads stands in it.
 *
 * @throws GatewayError `refused`, or UnknownName.
 */
export function* readRelation(range: Struct, context: RewriteContext): Steps<ReadRelation> {
  const view = temporaryViewOf(range, context);
  if (view !== undefined) return yield* readTemporaryView(textOf(range.relname) ?? '', view, context);
  const temporary = temporaryOf(range, context);
  if (temporary !== undefined) {
    context.temporaries.read.add(temporary);
    return { kind: 'temporary', temporary };
  }
  const relation = findRelationOf(range, context);
  if (isSystem(relation)) return readSystem(relation, context);
  const compiled = context.view.compiled(relation);
  if (compiled !== null) return { kind: 'guarded', relation, compiled };
  const descendant = context.view.listedDescendant(relation);
  if (descendant !== null) {
    throw refused(
      `relation \`${nameOf(relation)}\` is not in the data map, and \`${nameOf(descendant)}\`, which is part of it, is`,
      `list \`${nameOf(relation)}\` under \`data\``,
    );
  }
  if (relation.kind === 'S' && !(context.view.listsNothing && context.view.unlisted === 'allow'))
    throw refused(`sequence \`${nameOf(relation)}\` may not be read`, 'it counts rows, hidden ones too');
  // A view needs no entry: what it reads decides.
  if (relation.kind === 'v') return yield* readView(relation, context);
  if (context.view.unlisted === 'refuse') throw unlisted(relation);
  if (relation.kind === 'm') assertNoCopy(relation, context);
  return { kind: 'plain', relation };
}

export function nameOf(relation: Relation): string {
  return `${relation.schema}.${relation.name}`;
}

export function unlisted(relation: Relation) {
  return refused(`relation \`${nameOf(relation)}\` is not in the data map`, 'an operator can list it under `data`');
}

export function isSystem(relation: Relation): boolean {
  return (
    relation.schema === 'pg_catalog' || relation.schema === 'information_schema' || relation.schema.startsWith('pg_')
  );
}

function readSystem(relation: Relation, { view }: RewriteContext): ReadRelation {
  const reduction = relation.schema === 'pg_catalog' ? reductionOf(relation.name, view.principal) : undefined;
  if (reduction !== undefined) return { kind: 'reduced', relation, reduction };
  if (isOpenSystemRelation(relation.schema, relation.name)) return { kind: 'plain', relation };
  throw refused(
    `catalog relation \`${nameOf(relation)}\` is closed`,
    'it can hold data of protected relations, or of others',
  );
}

function reductionOf(name: string, principal: string): CatalogReduction | undefined {
  return name === 'pg_prepared_xacts' ? ownPreparedTransactions(principal) : catalogReductions.get(name);
}

/** The schema that the name was found in, in the tree and in the text. */
export function qualifyRelation(range: Struct, schema: string, context: RewriteContext): void {
  if (range.schemaname === undefined) context.edits.qualify(range.location, schema);
  range.schemaname = schema;
  delete range.catalogname;
}

/** The temporary table that a RangeVar names, if it names one. @throws GatewayError `refused`. */
export function temporaryOf(range: Struct, { temporaries }: RewriteContext): TemporaryRelation | undefined {
  if (temporaries.known.size === 0) return undefined;
  return findTemporary(temporaries, textOf(range.schemaname) ?? null, textOf(range.relname) ?? '');
}

/** The temporary view that a RangeVar names, if it names one; null: it is not known what it is. */
function temporaryViewOf(range: Struct, { temporaries }: RewriteContext): TemporaryView | null | undefined {
  if (temporaries.views.size === 0) return undefined;
  const schema = textOf(range.schemaname) ?? temporarySchema;
  return schema === temporarySchema ? temporaries.views.get(textOf(range.relname) ?? '') : undefined;
}

function* readTemporaryView(name: string, known: TemporaryView | null, context: RewriteContext): Steps<ReadRelation> {
  const { temporaries, findings } = context;
  countOpened(known?.definition ?? '', context, 'session');
  const view = definitionOf(name, known);
  temporaries.viewsRead.push(name);
  // A view over a view stands over the view that the store has.
  if (findings.definesView) {
    const { columns } = view;
    const stub = { name, columns, typeOids: [], permit: temporaries.permit, holdsProtected: true };
    return { kind: 'temporary', temporary: stub };
  }
  const { select, columns } = yield* openDefinition({ ...view, called: `${temporarySchema}.${name}` }, context);
  if (columns === null || columns.length !== view.columns.length)
    throw refused(`temporary view \`${name}\` has other columns now`, 'DROP it and define it anew');
  return { kind: 'temporary_view', view, select, columns };
}

/** The text of a temporary table, with the system columns that are asked of it. */
export function temporaryText({ name, columns }: TemporaryRelation, extras: readonly string[]): string {
  const list = [...columns.map(quoteIdentifier), ...extras].map((column) => `c.${column}`).join(', ');
  return `SELECT ${list} FROM ${quoteRelation(temporarySchema, name)} AS c`;
}

/** The text of a reduced relation, with the system columns that are asked of it. */
export function reducedText(
  { relation, reduction: { blanks, keeps, where } }: Extract<ReadRelation, { kind: 'reduced' }>,
  extras: readonly string[],
): string {
  const columns = relation.columns.map(({ name }) => {
    const blank = blanks[name] ?? (keeps === null || keeps.has(name) ? undefined : 'NULL');
    return blank === undefined ? `c.${quoteIdentifier(name)}` : `${blank} AS ${quoteIdentifier(name)}`;
  });
  const from = quoteRelation(relation.schema, relation.name);
  const list = [...columns, ...extras.map((name) => `c.${name}`)].join(', ');
  return `SELECT ${list} FROM ${from} AS c${where === undefined ? '' : ` WHERE ${where}`}`;
}

/** Views may stand on views this deep. PostgreSQL has no bound; a statement must. */
const viewDepthMax = 32;

function* readView(relation: Relation, context: RewriteContext): Steps<ReadRelation> {
  const before = context.splices.count;
  const opened = yield* openView(relation, context);
  // Over the catalog, or columns that are given as other types, it reads no guard, and is opened all the same.
  if (!opened.protects && context.splices.count === before) return { kind: 'plain', relation };
  return { kind: 'opened', relation, select: opened.select, columns: opened.columns };
}

function* openView(relation: Relation, context: RewriteContext) {
  if (relation.definition === null) throw refused(`the definition of \`${nameOf(relation)}\` can not be read`);
  countOpened(relation.definition, context, 'store');
  const select = as(parse(relation.definition)[0]?.node, 'SelectStmt');
  if (select === undefined) throw refused(`the definition of \`${nameOf(relation)}\` is not a SELECT`);
  // A definition is printed under an empty search_path: what is not qualified in it is PostgreSQL's own.
  const columns = relation.columns.map((column) => column.name);
  return yield* openDefinition({ called: nameOf(relation), select, path: [], columns }, context);
}

interface Definition {
  readonly called: string;
  /** Rewritten in place. */
  readonly select: Struct;
  readonly path: SearchPath;
  /** A view's columns have their own names once the view was made, whatever its definition calls them. */
  readonly columns: readonly string[];
}

function* openDefinition({ called, select, path, columns: names }: Definition, context: RewriteContext) {
  if (context.opening.includes(called) || context.opening.length >= viewDepthMax)
    throw refused(`view \`${called}\` stands on too many others`);
  const inside: RewriteContext = {
    ...context,
    view: { ...context.view, path },
    opening: [...context.opening, called],
    systemColumns: namedSystemColumns({ SelectStmt: select }),
    // What is read whole around a view is what its columns give.
    mayHide: once(() => mayHide(select)),
  };
  const before = context.guards.length;
  const columns = yield* context.rewrite.query(
    select,
    { outer: null, ctes: null, exposed: true, onDemand: true },
    inside,
  );
  return { select, columns: renamed(columns, names), protects: context.guards.length > before };
}

/** Materialized views of which that has been found out. */
const copyingNothing = new WeakMap<PermittedView, Set<Relation>>();

/** A materialized view is a copy: over protected relations it needs an entry of its own. */
function assertNoCopy(relation: Relation, context: RewriteContext): void {
  let harmless = copyingNothing.get(context.view);
  if (harmless?.has(relation)) return;
  if (!readsProtected(relation, context)) {
    harmless ??= new Set();
    copyingNothing.set(context.view, harmless.add(relation));
    return;
  }
  throw refused(
    `materialized view \`${nameOf(relation)}\` holds a copy of protected relations and is not in the data map`,
    'an operator can list it under `data`',
  );
}

/** Does a view read what is protected? Nothing of what is found stays in the statement. */
export function readsProtected(relation: Relation, context: RewriteContext): boolean {
  const probe: RewriteContext = {
    ...context,
    splices: new Splices('probe'),
    edits: new Edits(Buffer.alloc(0)),
    guards: [],
    touched: new Set(),
    findings: newFindings(),
  };
  return inOneGo(openView(relation, probe)).protects;
}
