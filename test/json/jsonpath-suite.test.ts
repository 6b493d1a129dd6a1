import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Automaton, type PlaceState } from '../../src/json/automaton.js';
import { parseJsonPath } from '../../src/json/index.js';
import { pass } from './through.js';

interface Case {
  readonly name: string;
  readonly selector: string;
  readonly document?: unknown;
  readonly result_paths?: readonly string[];
  readonly results_paths?: readonly (readonly string[])[];
  readonly invalid_selector?: boolean;
}

/*
 * JSONPATH_SUITE may name the cts.json of https://github.com/jsonpath-standard/jsonpath-compliance-test-suite. Without it these
 * cover the same ground.
 */
const document = { a: [{ b: 1 }, [2, { b: [3] }]], b: { a: { a: null }, '': 0, "it's": '\u00e9', 'c.d': {} } };
const own: readonly Case[] = [
  { name: 'root', selector: '$', document, result_paths: ['$'] },
  { name: 'names', selector: '$.b.a', document, result_paths: ["$['b']['a']"] },
  {
    name: 'quoted names',
    selector: `$["b"]['c.d', "", 'it\\'s']`,
    document,
    result_paths: ["$['b']['']", "$['b']['c.d']", "$['b']['it\\'s']"],
  },
  { name: 'escapes', selector: '$["\\u0062"]["\\u0061"]', document, result_paths: ["$['b']['a']"] },
  { name: 'surrogate pairs', selector: '$["\\uD83D\\uDE00"]', document: { '😀': 1 }, result_paths: ["$['😀']"] },
  { name: 'a name on an array, an index on an object', selector: '$.a.b', document, result_paths: [] },
  { name: 'index', selector: '$.a[1][0]', document, result_paths: ["$['a'][1][0]"] },
  { name: 'an index past the end', selector: '$.a[9]', document, result_paths: [] },
  { name: 'an index on an object', selector: '$.b[0]', document, result_paths: [] },
  {
    name: 'wildcards',
    selector: '$.*[*]',
    document,
    result_paths: ["$['a'][0]", "$['a'][1]", "$['b']['a']", "$['b']['']", "$['b']['it\\'s']", "$['b']['c.d']"],
  },
  { name: 'several selectors', selector: '$.a[0, 1, *]', document, result_paths: ["$['a'][0]", "$['a'][1]"] },
  { name: 'descendants', selector: '$..b', document, result_paths: ["$['a'][0]['b']", "$['a'][1][1]['b']", "$['b']"] },
  { name: 'descendants twice', selector: '$..a..a', document, result_paths: ["$['b']['a']['a']"] },
  {
    name: 'descendant indexes',
    selector: '$..[0]',
    document,
    result_paths: ["$['a'][0]", "$['a'][1][0]", "$['a'][1][1]['b'][0]"],
  },
  {
    name: 'descendants of all kinds',
    selector: '$.a..*',
    document,
    result_paths: [
      "$['a'][0]",
      "$['a'][0]['b']",
      "$['a'][1]",
      "$['a'][1][0]",
      "$['a'][1][1]",
      "$['a'][1][1]['b']",
      "$['a'][1][1]['b'][0]",
    ],
  },
  { name: 'white space between', selector: "$ \n.a\t[ 0 , 1 ]\r['b']", document, result_paths: ["$['a'][0]['b']"] },
  { name: 'a filter', selector: '$.a[?@.b]', document, result_paths: ["$['a'][0]"] },
  { name: 'a slice', selector: '$.a[0:1]', document, result_paths: ["$['a'][0]"] },
  { name: 'a slice without its start', selector: '$.a[:1]', document, result_paths: ["$['a'][0]"] },
  { name: 'a negative index', selector: '$.a[-1]', document, result_paths: ["$['a'][1]"] },
  ...[
    '',
    'a',
    ' $',
    '$ ',
    '$.',
    '$..',
    '$.a.',
    '$a',
    '$.1',
    '$. a',
    '$.a b',
    '$[',
    '$[]',
    '$[01]',
    '$[1',
    '$[1,]',
    '$[1 2]',
    '$[a]',
    '$["a]',
    '$[\'a"]',
    '$["\\x"]',
    "$['\\\"']",
    '$["\\u12"]',
    '$["\\U0061"]',
    '$["\\uD800"]',
    '$["\\uDC00"]',
    '$["\\uD800\\u0041"]',
    '$["\u0001"]',
    '$[9007199254740992]',
    '$.&',
    '$.a()',
    '$...a',
    '$.[0]',
    '$.."a"',
    '$$',
    '@.a',
    '$["\ud800"]',
    '$.\ud800',
  ].map((selector) => ({ name: `invalid: ${selector}`, selector, invalid_selector: true })),
];

const file = process.env.JSONPATH_SUITE;
const cases: readonly Case[] = file === undefined ? own : JSON.parse(readFileSync(file, 'utf8')).tests;

/** Normalized paths of all that the path selects, each once. */
function select(selector: string, document: unknown): readonly string[] {
  const path = parseJsonPath(selector);
  if ('issue' in path) throw new Error(path.issue);
  const automaton = new Automaton({ records: [], fields: [{ path, treatment: pass }] });
  const found: string[] = [];
  const walk = (node: unknown, state: PlaceState, way: string): void => {
    if (state.slot >= 0) found.push(way);
    if (Array.isArray(node)) {
      for (const [index, one] of node.entries()) walk(one, automaton.element(state, index), `${way}[${index}]`);
    } else if (node !== null && typeof node === 'object') {
      for (const [name, one] of Object.entries(node))
        walk(one, automaton.member(state, name), `${way}['${escaped(name)}']`);
    }
  };
  walk(document, automaton.root, '$');
  return found.sort();
}

/** RFC 9535, section 2.7. */
const escaped = (name: string): string =>
  JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");

const unsupported = /not supported|an index is at most/;

describe(file === undefined ? 'our own cases' : 'the compliance suite', () => {
  test.each(cases)('$name', ({ selector, document, result_paths, results_paths, invalid_selector }) => {
    const path = parseJsonPath(selector);
    if (invalid_selector === true) expect(path).toHaveProperty('issue');
    else if ('issue' in path) {
      // Refused as such, and not because it was misread.
      expect(path.issue).toMatch(unsupported);
      expect(selector).toMatch(/[?:(]|-\d/);
    } else {
      const expected = (results_paths ?? [result_paths ?? []]).map((paths) => [...new Set(paths)].sort());
      expect(expected).toContainEqual(select(selector, document));
    }
  });
});
