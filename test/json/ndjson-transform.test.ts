import { expect, test } from 'vitest';
import { NdjsonTransform } from '../../src/json/index.js';
import { compiled, pass, records, stars, throughAll } from './through.js';

const plan = compiled([records('$', { id: pass, name: stars })]);
const make = () => new NdjsonTransform(plan);

test('each line is a record of its own', () => {
  expect(throughAll(make, '{"id":1,"name":"Ada","ssn":2}\n{"name":"B"}\n')).toBe(
    '{"id":1,"name":"***"}\n{"name":"*"}\n',
  );
});

test('empty lines are left out, a carriage return stays, and the last line feed may be missing', () => {
  expect(throughAll(make, '\n \t\r\n{"id":1}\r\n\n{"id":2} \n{"id":3}')).toBe('{"id":1}\r\n{"id":2} \n{"id":3}');
  expect(throughAll(make, '')).toBe('');
  expect(throughAll(make, '\n\n')).toBe('');
});

test('a line that is left out leaves nothing', () => {
  expect(throughAll(make, '7\n{"id":1}\n"jane"\nnull\n')).toBe('{"id":1}\n');
});

test('a bad line ends the body', () => {
  for (const bad of ['{"id":1', '{"id":1}{"id":2}', '{"id":1}\n{"id":\n2}', '{"id":1}\nx\n{"id":2}', '{"id":"\xff"}']) {
    expect(() => throughAll(make, Buffer.from(bad, 'latin1'))).toThrow(/./);
  }
});

test('records are decided line by line, and take their line feed along', () => {
  const filtered = compiled([records('$', { name: pass }, { reads: ['id'] })]);
  const body = '{"id":1,"name":"a"}\n{"name":"b","id":2}\n\n{"id":3,"name":"c"}\r\n{"id":4,"name":"d"}';
  const out = (keep: (id: string | undefined) => boolean) =>
    throughAll(
      () => new NdjsonTransform(filtered),
      body,
      ([id]) => keep(id),
    );
  expect(out(() => false)).toBe('');
  expect(out((id) => id === '2')).toBe('{"name":"b"}\n');
  expect(out((id) => id === '1' || id === '3')).toBe('{"name":"a"}\n{"name":"c"}\r\n');
  // Also where it had none: the line before would else tell that this one is hidden.
  expect(out((id) => id === '4')).toBe('{"name":"d"}\n');
});

test('lines that are arrays of records, and counts over all lines', () => {
  const lists = compiled([records('$[*]', { id: pass }, { reads: ['id'] })]);
  const transform = new NdjsonTransform(lists);
  transform.push(Buffer.from('[{"id":1},{"id":2}]\n[{"id":3}]\n'));
  expect(transform.pending.map(({ values }) => values[0])).toEqual(
    ['1', '2', '3'].map((text) => ({ type: 'number', text })),
  );
  transform.resolve([false, true, false]);
  transform.end();
  expect(transform.take().toString()).toBe('[{"id":2}]\n[]\n');
  expect(transform.counts).toMatchObject({ records: [1], dropped: [2] });
});
