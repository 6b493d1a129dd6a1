import { expect, test } from 'vitest';
import { Entrances } from '../../../src/pg/pool/entrance.js';
import { encodeParameterStatus } from '../../../src/pgwire/index.js';

const told = new Map([
  ['TimeZone', 'UTC'],
  ['application_name', ''],
]);

test('clients are told what the server has told, with the name of their own program', () => {
  const entrances = new Entrances();
  const psql = entrances.of(told, 'psql');
  expect(psql.greeting).toEqual(
    Buffer.concat([
      encodeParameterStatus({ name: 'TimeZone', value: 'UTC' }),
      encodeParameterStatus({ name: 'application_name', value: 'psql' }),
    ]),
  );
  expect(psql.first.values).toEqual(new Map([['application_name', 'psql']]));
  expect(told.get('application_name')).toBe('');

  const nameless = entrances.of(told, undefined);
  expect(nameless.statuses).toEqual(told);
  expect(nameless.first.values.size).toBe(0);
});

test('what the last was told is made once, and anew for another name, or when servers say something else', () => {
  const entrances = new Entrances();
  const first = entrances.of(told, 'psql');
  expect(entrances.of(told, 'psql')).toBe(first);
  expect(entrances.of(told, 'pgbench').statuses.get('application_name')).toBe('pgbench');
  const moved = new Map(told).set('TimeZone', 'Asia/Tokyo');
  expect(entrances.of(moved, 'pgbench').statuses.get('TimeZone')).toBe('Asia/Tokyo');
});

test('a server that does not speak of the name is not made to', () => {
  const silent = new Map([['TimeZone', 'UTC']]);
  expect(new Entrances().of(silent, 'psql').statuses).toEqual(silent);
});
