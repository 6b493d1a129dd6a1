/** What may be shown of an answer's plans depends on these. */
export interface PlanSight {
  /** Relations that the client's statement stands on, or parts of them. */
  sees(relation: string): boolean;
  /** An index of such a relation that tells no more than what the asker sees of it. */
  seesIndex(index: string): boolean;
  /** A name that the client's statement gives: to a relation, a subquery, a common table. */
  names(alias: string): boolean;
}

/** A node of a plan with what is shown of it, its members in PostgreSQL's order. */
export interface ShownNode {
  readonly members: ReadonlyMap<string, string | boolean>;
  readonly children: readonly ShownNode[];
}

export interface ShownPlan {
  readonly root: ShownNode;
  /** In ms; null: not said. */
  readonly planningTime: number | null;
  readonly executionTime: number | null;
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * The plans of an answer of `EXPLAIN (FORMAT JSON)`, made anew of what is listed here: which steps there are, and on which
 * of the client's relations. Conditions, keys, output, costs, counts and sizes are not.
 *
 * What the guards read besides (consent, links to a subject) is cut out, with the join that it hangs on.
 */
export function shownPlans(answer: unknown, sight: PlanSight): readonly ShownPlan[] {
  if (!Array.isArray(answer)) throw new TypeError('a plan is not a list');
  return answer.map((one: Raw) => ({
    root: shownNode(asRaw(one.Plan), sight),
    planningTime: time(one['Planning Time']),
    executionTime: time(one['Execution Time']),
  }));
}

/** Members that say how a step is done, each a word of PostgreSQL's own. */
const stepMembers = [
  'Node Type',
  'Strategy',
  'Partial Mode',
  'Operation',
  'Parent Relationship',
  'Subplan Name',
  'Parallel Aware',
  'Scan Direction',
  'Index Name',
  'Relation Name',
  'Function Name',
  'CTE Name',
  'Alias',
  'Join Type',
  'Command',
] as const;

function shownNode(raw: Raw, sight: PlanSight): ShownNode {
  const children = childrenOf(raw);
  const kept = children.filter((child) => isKept(child, sight));
  const isJoin = raw['Join Type'] !== undefined;
  const joined = (list: readonly Raw[]) => list.filter((child) => !isSubplan(child));
  if (isJoin && joined(kept).length === 1 && joined(children).length === 2) {
    // One side of it was the guard's own. What made the other side ready for the join goes with it.
    const only = shownNode(unwrapped(joined(kept)[0] as Raw), sight);
    const subplans = kept.filter(isSubplan).map((child) => shownNode(child, sight));
    return {
      members: withPlace(only.members, raw, sight),
      children: [...only.children, ...subplans],
    };
  }
  return { members: membersOf(raw, sight), children: kept.map((child) => shownNode(child, sight)) };
}

function childrenOf(raw: Raw): readonly Raw[] {
  return Array.isArray(raw.Plans) ? raw.Plans.map(asRaw) : [];
}

function asRaw(value: unknown): Raw {
  if (typeof value !== 'object' || value === null) throw new TypeError('a plan is not an object');
  return value as Raw;
}

/** Steps that only make rows ready for a join. */
const preparing: ReadonlySet<unknown> = new Set(['Hash', 'Sort', 'Incremental Sort', 'Materialize', 'Memoize']);

function unwrapped(raw: Raw): Raw {
  const [only, ...others] = childrenOf(raw);
  return preparing.has(raw['Node Type']) && only !== undefined && others.length === 0 ? unwrapped(only) : raw;
}

function isSubplan(raw: Raw): boolean {
  const relationship = raw['Parent Relationship'];
  return relationship === 'SubPlan' || relationship === 'InitPlan';
}

/** A branch that reads nothing but what the client does not know of is the guard's own, as is a subplan without relations. */
function isKept(raw: Raw, sight: PlanSight): boolean {
  const scanned = relationsBelow(raw);
  if (scanned.length === 0) return !isSubplan(raw) || namesCommonTable(raw, sight);
  return scanned.some((relation) => sight.sees(relation));
}

function namesCommonTable(raw: Raw, sight: PlanSight): boolean {
  const name = textOf(raw['Subplan Name']);
  return name?.startsWith('CTE ') === true && sight.names(name.slice('CTE '.length));
}

function relationsBelow(raw: Raw): readonly string[] {
  const own = textOf(raw['Relation Name']);
  // A bitmap's index scan names its index alone; the relation stands above it.
  return [...(own === undefined ? [] : [own]), ...childrenOf(raw).flatMap(relationsBelow)];
}

function membersOf(raw: Raw, sight: PlanSight): ReadonlyMap<string, string | boolean> {
  const members = new Map<string, string | boolean>();
  for (const member of stepMembers) {
    const value = raw[member];
    const shown = typeof value === 'boolean' ? value : shownText(member, textOf(value), sight);
    if (shown !== undefined) members.set(member, shown);
  }
  return members;
}

function shownText(member: (typeof stepMembers)[number], value: string | undefined, sight: PlanSight) {
  if (value === undefined) return undefined;
  switch (member) {
    case 'Relation Name':
      return sight.sees(value) ? value : undefined;
    case 'Index Name':
      return sight.seesIndex(value) ? value : undefined;
    case 'Alias':
      // What stands more than once in a plan gets a number behind it.
      return sight.names(value) || sight.names(value.replace(/_\d+$/, '')) ? value : undefined;
    case 'CTE Name':
    case 'Function Name':
      return sight.names(value) ? value : undefined;
    case 'Subplan Name': {
      const [word = '', ...name] = value.split(' ');
      if (word === 'CTE') return sight.names(name.join(' ')) ? value : undefined;
      // `InitPlan 1 (returns $0)` counts parameters.
      return /^(SubPlan|InitPlan) \d+/.exec(value)?.[0];
    }
    default:
      return word.test(value) ? value : undefined;
  }
}

/** No name, number or expression of anybody's. */
const word = /^[A-Za-z][A-Za-z /-]*$/;

/** The step that took the place of a join stands where that stood. */
function withPlace(
  members: ReadonlyMap<string, string | boolean>,
  raw: Raw,
  sight: PlanSight,
): ReadonlyMap<string, string | boolean> {
  const placed = new Map(members);
  for (const member of ['Parent Relationship', 'Subplan Name'] as const) {
    const shown = shownText(member, textOf(raw[member]), sight);
    if (shown === undefined) placed.delete(member);
    else placed.set(member, shown);
  }
  return placed;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function time(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
