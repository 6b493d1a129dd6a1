import { expect, test } from 'vitest';
import { inventPerson } from '../../../src/cli/demo/person.js';
import { Random } from '../../../src/cli/demo/random.js';

const random = new Random(3);
const people = Array.from({ length: 2_000 }, (_, index) => inventPerson(random, index + 1));

test('mail addresses are unique, lower-case ASCII, at reserved domains (RFC 2606)', () => {
  expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
  for (const { email } of people) expect(email).toMatch(/^[a-z.]+\d+@(example\.(com|org|net)|[a-z]+\.example)$/);
});

test('names and addresses keep the letters of their language', () => {
  const names = people.map(({ name }) => name).join('');
  for (const letter of 'üłéñåşç') expect(names).toContain(letter);
  expect(names).toMatch(/\p{Script=Han}/u);
});

test('every field is filled, and no mark of a template is left', () => {
  for (const person of people) {
    for (const text of Object.values(person)) {
      expect(text).not.toBe('');
      expect(text).not.toMatch(/[#{}]/);
    }
  }
});

test('births are dates that exist, of people who are grown up', () => {
  for (const { born } of people) {
    expect(new Date(`${born}T00:00:00Z`).toISOString().slice(0, 10)).toBe(born);
    expect(born < '2008').toBe(true);
  }
});
