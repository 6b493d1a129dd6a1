import { expect, test } from 'vitest';
import { JsonSeqTransform } from '../../src/json/index.js';
import { compiled, pass, records, stars, throughAll } from './through.js';

const plan = compiled([records('$', { id: pass, name: stars })]);
const make = () => new JsonSeqTransform(plan);

test('each text is a record of its own, behind its separator', () => {
  expect(throughAll(make, '\x1e{"id":1,"name":"Ada","ssn":2}\n\x1e{"name":"B"}\n')).toBe(
    '\x1e{"id":1,"name":"***"}\n\x1e{"name":"*"}\n',
  );
});

test('empty texts and texts that the plan leaves out come to nothing', () => {
  expect(throughAll(make, '\x1e\x1e\n\x1e"jane"\n\x1e{"id":1}')).toBe('\x1e{"id":1}');
  expect(throughAll(make, '')).toBe('');
});

test('what is cut off, or stands before the first separator, ends the body', () => {
  for (const bad of ['{"id":1}', '\x1e{"id":1', '\x1e{"id":1}{', '\x1e12', '\x1e{"id":1}\n\x1e{\x1e{}\n']) {
    expect(() => throughAll(make, bad)).toThrow(/./);
  }
});

test('a record that is dropped takes its separator along', () => {
  const filtered = compiled([records('$', { id: pass }, { reads: ['id'] })]);
  const body = '\x1e{"id":1}\n\x1e{"id":2}\n\x1e{"id":3}\n';
  expect(
    throughAll(
      () => new JsonSeqTransform(filtered),
      body,
      ([id]) => id === '2',
    ),
  ).toBe('\x1e{"id":2}\n');
});
