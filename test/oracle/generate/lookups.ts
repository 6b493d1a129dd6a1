import type { AskerName } from '../policy.js';
import { cardOf } from '../rows.js';
import { type Environment, type Generator, type Item, unqualified } from './scope.js';

/** Columns that an asker sees masked and may look up: what policy.ts comes to. */
const masked: Readonly<Record<AskerName, readonly string[]>> = {
  clerk: ['card'],
  mailer: ['card', 'member_no'],
  analyst: ['card', 'member_no', 'plate'],
};

/** Cars are vehicles, and found among them. */
const truthOf: Readonly<Record<string, string>> = { people: 'people', vehicles: 'vehicles', cars: 'vehicles' };

/**
 * A term of a WHERE that finds rows of one of the items by the true value of a column, where one is read by its bare name and
 * under no outer join; null when there is none. A copy of the permitted view has no true values: it is asked by a key for which
 * they are kept elsewhere. Both texts stand in what is generated, until `spell` chooses.
 */
export function makeLookup(generator: Generator, items: readonly Item[], environment: Environment): string | null {
  const { random } = generator;
  const choices = items.flatMap((item) =>
    item.table !== null && item.table in truthOf && !item.qualifier.includes('.')
      ? item.columns.filter(({ lookup }) => lookup === true).map((column) => ({ item, column }))
      : [],
  );
  if (choices.length === 0) return null;
  const { item, column } = random.pick(choices);
  const value = () => lookedFor(generator, column.name);
  const list = () => `(${Array.from({ length: random.integer(1, 4) }, value).join(', ')})`;
  const written = `${item.qualifier}.${column.name}`;
  const bare = (random.chance(0.3) ? unqualified(environment, written) : null) ?? written;
  const term = random.weighted<(name: string) => string>([
    [
      4,
      (
        (given) => (name: string) =>
          `${name} = ${given}`
      )(value()),
    ],
    [
      1,
      (
        (given) => (name: string) =>
          `${given} = ${name}`
      )(value()),
    ],
    [
      3,
      (
        (given) => (name: string) =>
          `${name} IN ${given}`
      )(list()),
    ],
  ]);
  const truth = `${item.qualifier}.id IN (SELECT k.id FROM truth.${truthOf[item.table ?? '']} k WHERE ${term(`k.${column.name}`)})`;
  return `⟨${column.name}⟩${term(bare)}⟨⟩${truth}⟨/⟩`;
}

const placed = /⟨(\w+)⟩(.*?)⟨⟩(.*?)⟨\/⟩/gs;

/** The text for the gate, or for the copy of what the asker may see. */
export function spell(sql: string, asker: AskerName, isCopy: boolean): string {
  return sql.replace(placed, (_, column: string, term: string, truth: string) =>
    isCopy && masked[asker].includes(column) ? truth : term,
  );
}

/** Of somebody who is seen, of somebody who is not, a mask, or nothing of the kind. */
function lookedFor(generator: Generator, column: string): string {
  const { random, values, takesParameters } = generator;
  const text = random.pick(textsOf[column] ?? [])(random.integer(1, 20));
  if (takesParameters && random.chance(0.4)) {
    values.push(text);
    return `$${values.length}`;
  }
  if (column === 'member_no') return random.pick([text, `${text}::int8`]);
  return random.pick([`'${text}'`, `'${text}'::text`, `'${text}'::varchar(30)`]);
}

const textsOf: Readonly<Record<string, readonly ((id: number) => string)[]>> = {
  card: [
    cardOf,
    cardOf,
    cardOf,
    (id) => `4100-${id % 4}`,
    (id) => `********${cardOf(id).slice(-4)}`,
    () => 'SECRET-a-0',
  ],
  member_no: [(id) => String(500 + id), (id) => String(500 + id), (id) => String(600 + (id % 5)), String],
  plate: [(id) => `P${id}`, (id) => `P${id}`, (id) => `SECRET-PLATE-${id % 4}`, () => 'PX'],
};
