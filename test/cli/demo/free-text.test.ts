import { expect, test } from 'vitest';
import { inventNote, inventTicket } from '../../../src/cli/demo/free-text.js';
import { inventPerson } from '../../../src/cli/demo/person.js';
import { Random } from '../../../src/cli/demo/random.js';

const random = new Random(5);
const people = Array.from({ length: 300 }, (_, index) => inventPerson(random, index + 1));

test('some tickets hold what is personal, some do not', () => {
  const personal = people.filter((person) => {
    const { body } = inventTicket(random, person);
    return [person.name, person.email, person.phone, person.governmentId].some((value) => body.includes(value));
  });
  expect(personal.length).toBeGreaterThan(100);
  expect(personal.length).toBeLessThan(300);
});

test('most customers have no note', () => {
  const notes = people.map((person) => inventNote(random, person)).filter((note) => note !== null);
  expect(notes.length).toBeGreaterThan(40);
  expect(notes.length).toBeLessThan(150);
});
