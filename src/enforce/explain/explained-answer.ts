import { as, isStruct, listOf, type Relation, type Struct, textOf } from '../../sql/index.js';
import type { RewrittenAnswer } from '../gate.js';
import { compiledByAttribute } from '../relation/compiled-relation.js';
import type { RewriteContext } from '../rewrite/context.js';
import type { PlanFormat } from './explain-options.js';
import { printJsonPlans, printXmlPlans, printYamlPlans } from './print-structured-plan.js';
import { printTextPlan } from './print-text-plan.js';
import { type PlanSight, type ShownPlan, shownPlans } from './shown-plan.js';

interface Printing {
  readonly typeOid: number;
  print(plans: readonly ShownPlan[]): readonly string[];
}

/** Type OIDs of pg_type.dat: text, json, xml. Of a text plan each line is a row, any other is one row. */
const printings: Readonly<Record<PlanFormat, Printing>> = {
  text: { typeOid: 25, print: (plans) => plans.flatMap(printTextPlan) },
  json: { typeOid: 114, print: (plans) => [printJsonPlans(plans)] },
  xml: { typeOid: 142, print: (plans) => [printXmlPlans(plans)] },
  yaml: { typeOid: 25, print: (plans) => [printYamlPlans(plans)] },
};

export interface Explained {
  readonly format: PlanFormat;
  readonly summary: boolean;
  /** As the client wrote it: see `namesGiven`. */
  readonly names: ReadonlySet<string>;
  /** The rewritten statement. */
  readonly statement: unknown;
}

/** What the client gets in the place of the store's answer to `EXPLAIN (FORMAT JSON)` of a rewritten statement. */
export function explainedAnswer({ format, summary, names, statement }: Explained, context: RewriteContext) {
  const { typeOid, print } = printings[format];
  const { catalog } = context.view;
  const seen = new Set([...context.touched].map(({ relation }) => relation.oid));
  for (const { schema, name } of relationsIn(statement)) {
    const relation = catalog.relation(schema, name);
    if (relation !== undefined) seen.add(relation.oid);
  }
  // As protected relations stand behind a placeholder by now, what is in the tree is not protected.
  const temporary = new Set([...context.temporaries.read, ...context.temporaries.written].map(({ name }) => name));
  const relations = [...catalog.relations()].filter(({ oid, ancestors }) =>
    [oid, ...ancestors].some((one) => seen.has(one)),
  );
  const byName = new Map<string, Relation[]>();
  for (const relation of relations) byName.set(relation.name, [...(byName.get(relation.name) ?? []), relation]);
  const sight: PlanSight = {
    sees: (relation) => byName.has(relation) || temporary.has(relation),
    seesIndex: (index) =>
      catalog.indexesNamed(index).some((one) => {
        const on = relations.find(({ oid }) => oid === one.relation);
        if (on === undefined) return false;
        const compiled = context.view.compiled(on);
        if (compiled === null) return true;
        // Which index serves tells what the guard asks for.
        const isPlain = (attribute: number) => compiledByAttribute(compiled, attribute)?.shown === 'pass';
        return !one.isPartial && one.attributes.every(isPlain);
      }),
    names: (alias) => names.has(alias),
  };
  return {
    column: { name: 'QUERY PLAN', typeOid },
    rows: (value) => {
      const plans = shownPlans(JSON.parse(value), sight);
      return print(summary ? plans : plans.map(withoutTimes));
    },
  } satisfies RewrittenAnswer;
}

function withoutTimes(plan: ShownPlan): ShownPlan {
  return { ...plan, planningTime: null, executionTime: null };
}

/** Names that a client's statement has for what it reads: of relations, aliases, common tables and functions. */
export function namesGiven(value: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) namesGiven(item, found);
  if (!isStruct(value)) return found;
  for (const member of ['relname', 'aliasname', 'ctename'] as const) {
    const name = textOf(value[member]);
    if (name !== undefined) found.add(name);
  }
  const called = listOf(as(value, 'FuncCall')?.funcname).at(-1);
  const name = textOf(as(called, 'String')?.sval);
  if (name !== undefined) found.add(name);
  for (const key in value) if (key !== 'A_Const') namesGiven(value[key], found);
  return found;
}

function relationsIn(value: unknown): readonly { readonly schema: string; readonly name: string }[] {
  if (Array.isArray(value)) return value.flatMap(relationsIn);
  if (!isStruct(value)) return [];
  return [
    ...ownRelation(value),
    ...Object.keys(value).flatMap((key) => (key === 'A_Const' ? [] : relationsIn(value[key]))),
  ];
}

function ownRelation(struct: Struct) {
  const schema = textOf(struct.schemaname);
  const name = textOf(struct.relname);
  return schema === undefined || name === undefined ? [] : [{ schema, name }];
}
