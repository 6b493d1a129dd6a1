import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hideQuoted } from '../../../src/enforce/session/hide-quoted.js';

const names = new Set(['customers', 'city']);
const hide = (message: string) => hideQuoted(message, (quoted, word) => names.has(quoted) || word === 'portal ');

test.each([
  ['nothing to hide', 'nothing to hide'],
  ['column "city" of relation "customers" is there', 'column "city" of relation "customers" is there'],
  ['invalid: "Ada"', 'invalid: "[hidden]"'],
  ['value "Ada" is out of range for "customers" or so', 'value "[hidden]" or so'],
  ['portal "Ada" does not exist', 'portal "Ada" does not exist'],
  ['a portal: "Ada"', 'a portal: "[hidden]"'],
])('%s', (message, shown) => {
  expect(hide(message)).toBe(shown);
});

test.each([
  'invalid: ""Ada" Lovelace"',
  'invalid: "Ada "the first" Lovelace"',
  'invalid: "customers"Ada"',
  'invalid: "Ada"customers" Lovelace"',
  'invalid: ""Ada"',
  'relation "customers": "Ada',
])('quotes within a value do not end it: %s', (message) => {
  expect(hide(message)).not.toMatch(/Ada|first|Lovelace/);
});

test('whatever a value is, nothing of it is shown that is no name of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', ' ', 'x', ',', 'customers') }), (value) => {
      const shown = hide(`invalid input for "city": "${value}"`);
      const isTakenForWords = /^customers"[ ,].* "(?:customers)?$/.test(value);
      if (!isTakenForWords) expect(shown).not.toContain('x');
    }),
    { numRuns: 2_000 },
  );
});

test('a message of a megabyte is read in time that grows with its length', () => {
  const long = 'a'.repeat(1_000_000);
  // A search for a word before each quote would look through the rest of it from each character.
  for (const value of [`"${long}`, `${long} "`, `${'a "'.repeat(300_000)}`, `${'"" '.repeat(300_000)}`]) {
    const before = process.cpuUsage();
    expect(hide(`invalid: "${value}"`)).toBe('invalid: "[hidden]"');
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  }
});
