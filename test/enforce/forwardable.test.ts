import { expect, test } from 'vitest';
import { makeForwardable, recordOf, type StatementRecord, withoutPlaces } from '../../src/enforce/forwardable.js';
import type { ForwardableStatement } from '../../src/enforce/index.js';
import './small-view.js';

const record: StatementRecord = {
  clientText: 'SELECT 1',
  parameterTypes: [],
  spaces: [],
  effects: [],
  isEarlier: false,
  fields: { pass: 0, mask: 0, withhold: 0, lookups: 0 },
  clientPosition: (position) => position,
};

const make = (clientText = 'SELECT 1') =>
  makeForwardable(
    { bytes: Buffer.from(clientText), verdict: 'passed', purpose: null, rowsMax: null, touchesProtected: false },
    { ...record, clientText },
  );

test('a statement’s record is known to the gate alone', () => {
  const statement = make();
  expect(recordOf(statement)?.clientText).toBe('SELECT 1');
  expect(Object.values(statement)).not.toContain(record);
});

test('what was not made here has no record', () => {
  expect(recordOf({ ...make() } as ForwardableStatement)).toBe(undefined);
});

test('of a text that its client has not written no place means anything', () => {
  const statement = withoutPlaces(make());
  expect([String(statement.bytes), recordOf(statement)?.clientText]).toEqual(['SELECT 1', 'SELECT 1']);
  expect([recordOf(make())?.clientPosition(3), recordOf(statement)?.clientPosition(3)]).toEqual([3, null]);
});

test('a statement can’t be changed', () => {
  expect(() => Object.assign(make(), { rowsMax: 5 })).toThrow();
});

test('a fingerprint is the same whatever the constants are', () => {
  expect(make('SELECT a FROM t WHERE b = 1').fingerprint).toBe(make('SELECT a  FROM t WHERE b = 22').fingerprint);
  expect(make('SELECT a FROM t').fingerprint).not.toBe(make('SELECT b FROM t').fingerprint);
});

test('its bytes are made when they are first asked for, and once', () => {
  let made = 0;
  const bytes = () => {
    made += 1;
    return Buffer.from(`SELECT ${made}`);
  };
  const facts = { bytes, verdict: 'passed', purpose: null, rowsMax: null, touchesProtected: false } as const;
  const statement = makeForwardable(facts, record);
  expect([statement.verdict, made]).toEqual(['passed', 0]);
  expect([String(statement.bytes), String(statement.bytes), made]).toEqual(['SELECT 1', 'SELECT 1', 1]);
});
