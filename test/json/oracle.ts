import type { DocumentPlan, JsonPath, MaskedScalar, ScalarType, Treatment } from '../../src/json/index.js';

/**
 * The slow twin of JsonTransform: the whole document as a tree, every path matched anew at every value. Exact for documents
 * whose numbers JavaScript holds and whose names are unique.
 */
export function oracle(plan: DocumentPlan, text: string, keep: (values: readonly unknown[]) => boolean = () => true) {
  const result = value(JSON.parse(text), [], { treatment: { kind: 'withhold' }, record: null });
  return result === undefined ? 'null' : JSON.stringify(result);

  function value(node: unknown, way: Way, around: Around): unknown {
    const place = placeOf(way, around);
    const record = plan.records.find(({ path }) => matches(path, way, plan));
    if (record?.filter !== undefined) {
      const values = record.filter.reads.map((path) => find(node, path, way, plan));
      if (!keep(values)) {
        // What would not have come out has no null in its place either.
        const becomesNull = record.dropped === 'null' && typeof way.at(-1) === 'string';
        return becomesNull && shows(node, way, place) ? null : undefined;
      }
    }
    return kept(node, way, place, record !== undefined);
  }

  /** Something of a record comes out when it stays. */
  function shows(node: unknown, way: Way, place: Around): boolean {
    return kept(node, way, place, true) !== undefined;
  }

  function kept(node: unknown, way: Way, place: Around, isRecord: boolean): unknown {
    const inside: Around = { treatment: place.treatment, record: place.record };
    if (node === null || typeof node !== 'object') return scalar(node, place.treatment);
    const isArray = Array.isArray(node);
    const { treatment } = place;
    if (treatment.kind === 'null') return null;
    const enters =
      treatment.kind === 'pass' ||
      isRecord ||
      leadsOn(way, place.record) ||
      (treatment.kind === 'mask' && (isArray ? treatment.arrays !== 'withhold' : treatment.objects === 'each'));
    if (!enters) return undefined;
    if (isArray) {
      return node.map((one, index) => value(one, [...way, index], inside)).filter((one) => one !== undefined);
    }
    const names = new Set<string>();
    return Object.fromEntries(
      Object.entries(node).flatMap(([name, member]) => {
        const to = [...way, name];
        const shown = nameShown(to, place);
        if (!shown) return [];
        const result = value(member, to, inside);
        if (result === undefined) return [];
        const written = nameWritten(to, place);
        if (written === undefined) return [];
        let unique = written;
        for (let number = 2; names.has(unique); number += 1) unique = `${written}~${number}`;
        names.add(unique);
        return [[unique, result]];
      }),
    );
  }

  function placeOf(way: Way, around: Around): Around {
    const starts = plan.records.findIndex(({ path }) => matches(path, way, plan));
    const record = starts >= 0 ? { index: starts, depth: way.length } : around.record;
    const declared = fieldsOf(record).filter(({ path }) => matches(path, way.slice(record?.depth ?? 0), plan));
    const kind = (['withhold', 'null', 'mask', 'decode', 'pass'] as const).find((one) =>
      declared.some(({ treatment }) => treatment.kind === one),
    );
    const own = declared.find(({ treatment }) => treatment.kind === kind)?.treatment;
    return { treatment: own ?? (starts >= 0 ? { kind: 'withhold' } : inherited(around.treatment, way)), record };
  }

  function fieldsOf(record: Around['record']) {
    return record === null ? (plan.fields ?? []) : plan.records[record.index]!.fields;
  }

  function keysOf(record: Around['record']) {
    return (record === null ? plan.keys : plan.records[record.index]!.keys) ?? [];
  }

  /** Something below may come out. */
  function leadsOn(way: Way, record: Around['record']): boolean {
    const inner = way.slice(record?.depth ?? 0);
    return (
      fieldsOf(record).some(({ path, treatment }) => treatment.kind !== 'withhold' && mayLead(path, inner, plan)) ||
      plan.records.some(({ path }) => mayLead(path, way, plan))
    );
  }

  function isNamed(way: Way, record: Around['record']): boolean {
    const inner = way.slice(record?.depth ?? 0);
    const whole = plan.records.map(({ path }) => path);
    const paths = [...fieldsOf(record), ...keysOf(record)].map(({ path }) => path);
    return paths.some((path) => names(path, inner, plan)) || whole.some((path) => names(path, way, plan));
  }

  function keysAt(way: Way, record: Around['record']) {
    const inner = way.slice(record?.depth ?? 0);
    return keysOf(record).find(({ path }) => matches(path, inner, plan));
  }

  function nameShown(to: Way, holder: Around): boolean {
    const { treatment, record } = holder;
    return (
      treatment.kind === 'pass' ||
      (treatment.kind === 'mask' && treatment.objects === 'each') ||
      keysAt(to.slice(0, -1), record) !== undefined ||
      isNamed(to, record)
    );
  }

  function nameWritten(to: Way, holder: Around): string | undefined {
    const name = String(to.at(-1));
    const rule = keysAt(to.slice(0, -1), holder.record)?.names;
    return rule === undefined || rule === 'pass' || isNamed(to, holder.record) ? name : rule(name);
  }
}

type Way = readonly (string | number)[];

interface Around {
  readonly treatment: Treatment;
  readonly record: { readonly index: number; readonly depth: number } | null;
}

function inherited(treatment: Treatment, way: Way): Treatment {
  if (treatment.kind === 'pass') return treatment;
  const each =
    treatment.kind === 'mask' &&
    (typeof way.at(-1) === 'string' ? treatment.objects === 'each' : treatment.arrays !== 'withhold');
  return each ? treatment : { kind: 'withhold' };
}

function scalar(node: unknown, treatment: Treatment): unknown {
  switch (treatment.kind) {
    case 'pass':
      return node;
    case 'withhold':
      return undefined;
    case 'null':
      return null;
    case 'mask':
      return node === null ? null : written(treatment.mask(String(node), typeof node as ScalarType));
    case 'decode':
      return node === null ? null : typeof node === 'string' ? oracle(treatment.plan, node) : undefined;
  }
}

const written = (value: MaskedScalar): unknown =>
  value !== null && typeof value === 'object' ? JSON.parse(value.number) : value;

/** Positions in the path's segments that the way can have come to. */
function positions(
  path: JsonPath,
  way: Way,
  { names }: DocumentPlan,
): { readonly at: Set<number>; readonly named: boolean } {
  let at = new Set([0]);
  let named = false;
  for (const step of way) {
    const next = new Set<number>();
    named = false;
    for (const position of at) {
      const segment = path.segments[position];
      if (segment === undefined) continue;
      if (segment.descendant) next.add(position);
      for (const selector of segment.selectors) {
        const hit =
          selector.kind === 'wildcard' ||
          (selector.kind === 'index' && selector.index === step) ||
          (selector.kind === 'name' && typeof step === 'string' && alike(selector.name, step, names));
        if (hit) next.add(position + 1);
        if (hit && selector.kind === 'name') named = true;
      }
    }
    at = next;
  }
  return { at, named };
}

const fold = (name: string) => name.normalize('NFC').toLowerCase().normalize('NFC');
const alike = (one: string, other: string, names: DocumentPlan['names']) =>
  names === 'folded' ? fold(one) === fold(other) : one === other;

const matches = (path: JsonPath, way: Way, plan: DocumentPlan) =>
  positions(path, way, plan).at.has(path.segments.length);
const mayLead = (path: JsonPath, way: Way, plan: DocumentPlan) =>
  [...positions(path, way, plan).at].some((at) => at < path.segments.length);
const names = (path: JsonPath, way: Way, plan: DocumentPlan) => positions(path, way, plan).named;

/** Does not look into a record inside. @throws Ambiguous when names alike lead to several values. */
function find(node: unknown, path: JsonPath, from: Way, plan: DocumentPlan): unknown {
  const { names } = plan;
  let here: (readonly [Way, unknown])[] = [[from, node]];
  for (const { selectors } of path.segments) {
    const selector = selectors[0]!;
    here = here.flatMap(([way, one]): (readonly [Way, unknown])[] => {
      if (way !== from && plan.records.some((records) => matches(records.path, way, plan))) return [];
      if (Array.isArray(one))
        return selector.kind === 'index' && selector.index < one.length
          ? [[[...way, selector.index], one[selector.index]]]
          : [];
      if (one === null || typeof one !== 'object' || selector.kind !== 'name') return [];
      return Object.entries(one).flatMap(([name, value]) =>
        alike(name, selector.name, names) ? [[[...way, name], value] as const] : [],
      );
    });
  }
  if (here.length > 1) throw new Ambiguous();
  return here[0]?.[1];
}

export class Ambiguous extends Error {}
