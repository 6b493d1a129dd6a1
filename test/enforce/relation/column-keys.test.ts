import { expect, test } from 'vitest';
import { columnKeys, isStepwise } from '../../../src/enforce/relation/column-keys.js';
import { parseFieldPath } from '../../../src/json/index.js';

const columns = [{ name: 'profile' }, { name: 'odd.name' }, { name: "it's" }, { name: 'profile.email' }];

function spoken(...keys: string[]): Record<string, string> {
  const found = columnKeys(columns, keys);
  const said = [...found.columns].flatMap(([name, { own, members }]) => [
    ...own.map((key) => [key, name]),
    ...members.map(({ key, path }) => [
      key,
      `${name} > ${JSON.stringify(path.segments.map(({ selectors }) => selectors))}`,
    ]),
  ]);
  return Object.fromEntries([...said, ...found.unknown.map((key) => [key, 'unknown'])]);
}

test('a key is a column’s own name first, dots and all', () => {
  expect(spoken('profile', 'profile.email', 'odd.name', "it's")).toEqual({
    profile: 'profile',
    'profile.email': 'profile.email',
    'odd.name': 'odd.name',
    "it's": "it's",
  });
});

test('else it is a path that starts with a column, quoted where it has a dot', () => {
  expect(spoken('profile.phone', '"odd.name".a', '"odd.name"', "['odd.name'][*]", '$.profile')).toEqual({
    'profile.phone': 'profile > [[{"kind":"name","name":"phone"}]]',
    '"odd.name".a': 'odd.name > [[{"kind":"name","name":"a"}]]',
    '"odd.name"': 'odd.name',
    "['odd.name'][*]": 'odd.name > [[{"kind":"wildcard"}]]',
    '$.profile': 'profile',
  });
});

test('what starts with no column speaks of none', () => {
  const keys = [
    'nobody',
    'nobody.email',
    '*.email',
    '[0].email',
    "['profile', 'odd.name'].x",
    '$..email',
    'profile..',
    '',
  ];
  expect(spoken(...keys)).toEqual(Object.fromEntries(keys.map((key) => [key, 'unknown'])));
});

test('a path that looks at every level is not stepwise', () => {
  const isStep = (text: string) => {
    const path = parseFieldPath(text);
    return 'issue' in path ? null : isStepwise(path);
  };
  expect([isStep('profile.a[*].b'), isStep('profile..b')]).toEqual([true, false]);
});
