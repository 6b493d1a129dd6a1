import type { QueryParameter } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import type { ResourceDecision } from '../../policy/index.js';
import { fieldSpellings, namesOne, wordsOf } from './field-spellings.js';

/**
 * Refuses a parameter of which nobody has said what it is about, when its name or its value speaks of a field that the purpose
 * may not read as it is: `ssn_prefix=078`, `filter[email]=…`, `sort=-ssn`, `filter={"ssn": …}`. One that sorts or filters by
 * what stands in its value may name nothing but fields that are read as they are: what nobody declared is hidden, too.
 *
 * @throws GatewayError `refused`
 */
export function checkUnsaid({ name }: QueryParameter, value: string, decision: ResourceDecision): void {
  checkSpeaks(name, name, decision);
  checkSpeaks(name, value, decision);
  const { shown } = knownFields(decision);
  const about = wordsOf(name).join('');
  if (sorts.has(about) && !value.split(/[,;|&\s]+/).every((item) => isKnown(withoutDirection(wordsOf(item)), shown))) {
    throw refusal(name, 'a field that nobody declared');
  }
  if (filters.has(about) && !wordsOf(withoutLiterals(value)).every((word) => isTerm(word, shown))) {
    throw refusal(name, 'a field that nobody declared');
  }
}

/** The same of a text that is given for the parameter `name`. */
export function checkSpeaks(name: string, text: string, decision: ResourceDecision): void {
  const { hidden, wordsMax } = knownFields(decision);
  const path = namesOne(wordsOf(text), hidden, wordsMax);
  if (path !== null) throw refusal(name, `\`${path}\`, which the purpose may not read as it is`);
}

/** An expression without its quoted literals; what stands before a colon is a name. */
const withoutLiterals = (expression: string): string =>
  expression.replace(/'[^']*'|"[^"]*"(\s*:)?/g, (quoted, colon?: string) => (colon === undefined ? ' ' : quoted));

/** Parameters that say in their value what is sorted or filtered by, by their names' words run together. */
const sorts: ReadonlySet<string> = new Set(['sort', 'sortby', 'order', 'orderby', 'sorting', 'ordering']);
const filters: ReadonlySet<string> = new Set(['filter', 'filters', 'where', 'rsql', 'fiql']);

const directions: ReadonlySet<string> = new Set('asc desc ascending descending nulls first last'.split(' '));
const terms: ReadonlySet<string> = new Set(
  (
    'eq ne gt ge lt le and or not in is null true false like ilike contains startswith endswith between exists ' +
    'tolower toupper'
  ).split(' '),
);

const withoutDirection = (words: readonly string[]): readonly string[] => words.filter((word) => !directions.has(word));

const isKnown = (words: readonly string[], shown: ReadonlyMap<string, string>): boolean =>
  words.length === 0 || shown.has(words.join(''));

const isTerm = (word: string, shown: ReadonlyMap<string, string>): boolean =>
  terms.has(word) || /^\d+$/.test(word) || shown.has(word);

function refusal(name: string, what: string): GatewayError {
  return new GatewayError('refused', `parameter \`${name}\` could sort or find records by ${what}`, {
    hint: 'an operator can say in `query` what the parameter gives: its `field` (null: none), or its `values`',
  });
}

interface KnownFields {
  readonly hidden: ReadonlyMap<string, string>;
  readonly shown: ReadonlyMap<string, string>;
  readonly wordsMax: number;
}

/** Decisions are kept, and so is what is made of them. */
const known = new WeakMap<ResourceDecision, KnownFields>();

function knownFields(decision: ResourceDecision): KnownFields {
  let made = known.get(decision);
  if (made === undefined) {
    const paths = [...decision.entry.fields.keys()];
    const isShown = (path: string) => decision.fields.get(path)?.kind === 'pass';
    const [hidden, shown] = [
      fieldSpellings(paths.filter((path) => !isShown(path))),
      fieldSpellings(paths.filter(isShown)),
    ];
    made = { hidden, shown, wordsMax: Math.max(0, ...paths.map((path) => wordsOf(path).length)) };
    known.set(decision, made);
  }
  return made;
}
