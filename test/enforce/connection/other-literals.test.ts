import { beforeAll, expect, test } from 'vitest';
import { namesWithoutCatalog } from '../../../src/enforce/connection/known-names.js';
import { servesOtherLiterals, withLiterals } from '../../../src/enforce/connection/other-literals.js';
import { readConnectionUse } from '../../../src/enforce/connection/read-connection-use.js';
import { loadParser, parse } from '../../../src/sql/index.js';

beforeAll(() => loadParser());

const use = (text: string) => readConnectionUse(parse(text), namesWithoutCatalog);

test('a constant that reads the clock keeps a text from being shared', () => {
  const read = use("SELECT * FROM a WHERE at > '2020-01-01'");
  expect(withLiterals(read, [{ text: "'2021-01-01'" }])).toBe(read);
  expect(withLiterals(read, [{ text: "'today'" }]).shareable).toBe(false);
});

test('a text whose literals say what it does serves no other', () => {
  expect(servesOtherLiterals(use('SELECT 1'))).toBe(true);
  expect(servesOtherLiterals(use("SELECT set_config('a.b', 'c', false)"))).toBe(false);
  expect(servesOtherLiterals(use('SELECT pg_advisory_lock(1)'))).toBe(false);
});
