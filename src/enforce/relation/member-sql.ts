import { Automaton, type PlaceState } from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import { quoteLiteral } from '../../sql/index.js';
import type { MemberPlan } from './member-plan.js';
import { maskedScalarSql } from './scalar-sql.js';

/** How deep arrays that stand directly in arrays are masked one by one; what is deeper is left out. */
const nestedArraysMax = 4;

/** What a plan makes of a document. */
export type MemberSql =
  /** Everything comes out as it is; or nothing, whatever the document is. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'nothing' }
  /** An expression of type jsonb over one, which may be repeated in it. NULL for NULL, and where nothing comes out. */
  | { readonly kind: 'rebuilt'; sql(document: string): string };

/**
 * The SQL twin of the walk over an HTTP store's body, by the same automaton: objects are made anew of the members that may be
 * seen, arrays element by element, masked scalars by their mask's twin. It is total: each look into a value stands behind the
 * kind of the value.
 */
export function memberSql({ document, masks }: MemberPlan, keys: MaskKeys): MemberSql {
  const automaton = new Automaton(document);
  const writer = new Writer(automaton, masks, keys);
  if (writer.isWhole(automaton.root)) return { kind: 'whole' };
  const probe = writer.value(automaton.root, 'NULL', 1, 0);
  if (probe === null) return { kind: 'nothing' };
  return { kind: 'rebuilt', sql: (text) => writer.value(automaton.root, text, 1, 0) ?? 'NULL' };
}

interface Child<Key> {
  readonly key: Key;
  readonly state: PlaceState;
}

class Writer {
  readonly #automaton: Automaton;
  readonly #masks: MemberPlan['masks'];
  readonly #keys: MaskKeys;
  readonly #otherName: string;
  readonly #otherIndex: number;

  constructor(automaton: Automaton, masks: MemberPlan['masks'], keys: MaskKeys) {
    this.#automaton = automaton;
    this.#masks = masks;
    this.#keys = keys;
    const { names, indexes } = automaton.written;
    this.#otherName = [...names].reduce((longest, name) => (name.length >= longest.length ? `${name}_` : longest), '');
    this.#otherIndex = Math.max(-1, ...indexes) + 1;
  }

  /** All that is at and below the place passes. */
  isWhole(state: PlaceState, visited: Set<PlaceState> = new Set()): boolean {
    if (visited.has(state)) return true;
    visited.add(state);
    if (state.treatment.kind !== 'pass' || !state.shown) return false;
    return [...this.#members(state), ...this.#elements(state)].every((child) => this.isWhole(child.state, visited));
  }

  /** An SQL expression of what comes out of the jsonb `value`, NULL for nothing; null when nothing ever does. */
  value(state: PlaceState, value: string, depth: number, nested: number): string | null {
    if (!state.shown) return null;
    if (this.isWhole(state)) return value;
    const row = `damask_m${depth}`;
    const held = `${row}.v`;
    const { treatment, live } = state;
    const enters = live || treatment.kind === 'pass';
    const object = enters ? this.#object(state, held, depth + 1) : null;
    const array =
      enters || (treatment.kind === 'mask' && nested < nestedArraysMax)
        ? this.#array(state, held, depth + 1, nested)
        : null;
    const scalar = this.#scalar(state, held, depth + 1);
    if (object === null && array === null && scalar === null) return null;
    const isOf = (kind: string) =>
      `pg_catalog.jsonb_typeof(${held}) OPERATOR(pg_catalog.=) CAST('${kind}' AS pg_catalog.text)`;
    const cases = `CASE WHEN ${held} IS NULL THEN NULL WHEN ${isOf('object')} THEN ${object ?? 'NULL'} WHEN ${isOf('array')} THEN ${array ?? 'NULL'} ELSE ${scalar ?? 'NULL'} END`;
    // Worked out once, and not where the planner would put it.
    return `(SELECT CAST(${cases} AS pg_catalog.jsonb) FROM (SELECT ${value} AS v OFFSET 0) AS ${row})`;
  }

  #scalar({ treatment }: PlaceState, held: string, depth: number): string | null {
    const mask = this.#masks.get(treatment);
    if (mask !== undefined) return maskedScalarSql(mask, held, `damask_m${depth}`, this.#keys);
    return treatment.kind === 'pass' ? held : null;
  }

  #object(state: PlaceState, held: string, depth: number): string {
    const others = this.#automaton.member(state, this.#otherName);
    const named = this.#members(state).filter((child) => child.state !== others && isStorable(child.key));
    const other = this.value(others, `damask_e${depth}.value`, depth, 0);
    const build = (from: string) =>
      `(SELECT COALESCE(pg_catalog.jsonb_object_agg(damask_o${depth}.k, damask_o${depth}.v), CAST('{}' AS pg_catalog.jsonb)) FROM ${from} AS damask_o${depth}(k, v) WHERE damask_o${depth}.v IS NOT NULL)`;
    if (other === null) {
      const rows = named.flatMap(({ key, state: child }) => {
        const name = textLiteral(key);
        const member = this.value(child, `(${held} OPERATOR(pg_catalog.->) ${name})`, depth, 0);
        return member === null ? [] : [`(${name}, ${member})`];
      });
      return rows.length === 0 ? "CAST('{}' AS pg_catalog.jsonb)" : build(`(VALUES ${rows.join(', ')})`);
    }
    const cases = named.map(({ key, state: child }) => {
      const is = `damask_e${depth}.key OPERATOR(pg_catalog.=) ${textLiteral(key)} COLLATE pg_catalog."C"`;
      return `WHEN ${is} THEN ${this.value(child, `damask_e${depth}.value`, depth, 0) ?? 'NULL'} `;
    });
    return build(
      `(SELECT damask_e${depth}.key, ${choice(cases, other)} FROM pg_catalog.jsonb_each(${held}) AS damask_e${depth}(key, value))`,
    );
  }

  #array(state: PlaceState, held: string, depth: number, nested: number): string {
    const element = `damask_e${depth}.value`;
    const deeper = state.treatment.kind === 'mask' && !state.live ? nested + 1 : 0;
    const other = this.value(this.#automaton.element(state, this.#otherIndex), element, depth, deeper);
    const cases = this.#elements(state).flatMap(({ key, state: child }) => {
      if (key === this.#otherIndex) return [];
      const sql = this.value(child, element, depth, deeper);
      return sql === other
        ? []
        : [`WHEN damask_e${depth}.n OPERATOR(pg_catalog.=) ${key + 1}::pg_catalog.int8 THEN ${sql ?? 'NULL'} `];
    });
    if (other === null && cases.length === 0) return "CAST('[]' AS pg_catalog.jsonb)";
    const from = `(SELECT damask_e${depth}.n, ${choice(cases, other)} FROM pg_catalog.jsonb_array_elements(${held}) WITH ORDINALITY AS damask_e${depth}(value, n)) AS damask_o${depth}(n, v)`;
    return `(SELECT COALESCE(pg_catalog.jsonb_agg(damask_o${depth}.v ORDER BY damask_o${depth}.n), CAST('[]' AS pg_catalog.jsonb)) FROM ${from} WHERE damask_o${depth}.v IS NOT NULL)`;
  }

  /** What paths name below the place and what stands for all they do not name. */
  #members(state: PlaceState): readonly Child<string>[] {
    return [...this.#automaton.written.names, this.#otherName].map((key) => ({
      key,
      state: this.#automaton.member(state, key),
    }));
  }

  #elements(state: PlaceState): readonly Child<number>[] {
    return [...this.#automaton.written.indexes, this.#otherIndex].map((key) => ({
      key,
      state: this.#automaton.element(state, key),
    }));
  }
}

const choice = (cases: readonly string[], other: string | null): string =>
  cases.length === 0 ? (other ?? 'NULL') : `CASE ${cases.join('')}ELSE ${other ?? 'NULL'} END`;

const textLiteral = (text: string): string => `CAST(${quoteLiteral(text)} AS pg_catalog.text)`;

/** No jsonb has a name with NUL or half a character. */
const isStorable = (name: string): boolean => !/[\0\p{Cs}]/u.test(name);
