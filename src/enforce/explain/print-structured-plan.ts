import type { ShownNode, ShownPlan } from './shown-plan.js';

/** What an answer holds, as PostgreSQL nests it. */
type Value = string | number | boolean | readonly Group[];
type Group = ReadonlyMap<string, Value>;

/** As `EXPLAIN (FORMAT JSON)`. */
export function printJsonPlans(plans: readonly ShownPlan[]): string {
  return JSON.stringify(
    plans.map((plan) => asJson(groupOf(plan))),
    null,
    2,
  );
}

/** As `EXPLAIN (FORMAT YAML)`: each text stands in double quotes, which JSON's are also. */
export function printYamlPlans(plans: readonly ShownPlan[]): string {
  return plans.flatMap((plan) => yamlLines(groupOf(plan), 0)).join('\n');
}

/** As `EXPLAIN (FORMAT XML)`. */
export function printXmlPlans(plans: readonly ShownPlan[]): string {
  const queries = plans.flatMap((plan) => ['  <Query>', ...xmlLines(groupOf(plan), 2), '  </Query>']);
  return ['<explain xmlns="http://www.postgresql.org/2009/explain">', ...queries, '</explain>'].join('\n');
}

function groupOf({ root, planningTime, executionTime }: ShownPlan): Group {
  const group = new Map<string, Value>([['Plan', [nodeGroup(root)]]]);
  if (planningTime !== null) group.set('Planning Time', planningTime);
  if (executionTime !== null) group.set('Execution Time', executionTime);
  return group;
}

function nodeGroup({ members, children }: ShownNode): Group {
  const group = new Map<string, Value>(members);
  if (children.length > 0) group.set('Plans', children.map(nodeGroup));
  return group;
}

/** `Plan` holds one group, `Plans` a list of them. */
function asJson(group: Group): unknown {
  const entries = [...group].map(([name, value]) => {
    if (typeof value !== 'object') return [name, value];
    return [name, name === 'Plan' ? asJson(value[0] as Group) : value.map(asJson)];
  });
  return Object.fromEntries(entries);
}

function yamlLines(group: Group, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  return [...group].flatMap(([name, value], index) => {
    const start = `${indent}${index === 0 ? '- ' : '  '}${name}: `;
    if (typeof value !== 'object') return [`${start}${JSON.stringify(value)}`];
    if (name !== 'Plan') return [start, ...value.flatMap((below) => yamlLines(below, depth + 2))];
    // One group is a mapping, not a list of one.
    const [first = '', ...rest] = yamlLines(value[0] as Group, depth + 1);
    return [start, first.replace('- ', '  '), ...rest];
  });
}

function xmlLines(group: Group, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  return [...group].flatMap(([name, value]) => {
    const tag = name.replaceAll(' ', '-');
    if (typeof value !== 'object') return [`${indent}<${tag}>${escaped(String(value))}</${tag}>`];
    const groups =
      name === 'Plan'
        ? value.flatMap((below) => xmlLines(below, depth + 1))
        : value.flatMap((below) => [`${indent}  <Plan>`, ...xmlLines(below, depth + 2), `${indent}  </Plan>`]);
    return [`${indent}<${tag}>`, ...groups, `${indent}</${tag}>`];
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
