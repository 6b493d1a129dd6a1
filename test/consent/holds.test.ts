import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConsentRecord, consentHolds, objectionHolds } from '../../src/consent/index.js';

const now = 1000;
const ask = { purpose: 'marketing', now, hasHistory: false };
const askHistory = { ...ask, hasHistory: true };

const record = (more: Partial<ConsentRecord> = {}): ConsentRecord => ({
  purpose: 'marketing',
  granted: true,
  objected: false,
  until: null,
  recordedAt: 1,
  ...more,
});

test('nobody who said nothing has consented or objected', () => {
  expect(consentHolds([], ask)).toBe(false);
  expect(consentHolds([], askHistory)).toBe(false);
  expect(objectionHolds([], ask)).toBe(false);
  expect(objectionHolds([], askHistory)).toBe(false);
});

test('what was said of another purpose counts for nothing', () => {
  const other = record({ purpose: 'analytics', objected: true });
  expect(consentHolds([other], ask)).toBe(false);
  expect(objectionHolds([other], ask)).toBe(false);
  expect(consentHolds([record(), record({ purpose: 'analytics', granted: false })], ask)).toBe(true);
});

test.each<[Partial<ConsentRecord>, boolean]>([
  [{}, true],
  [{ granted: false }, false],
  [{ granted: null }, false],
  [{ until: now + 1 }, true],
  [{ until: now }, false],
  [{ until: Number.NaN }, false],
  [{ recordedAt: null }, true],
])('one record %j: consent %s, with and without a history', (more, holds) => {
  expect(consentHolds([record(more)], ask)).toBe(holds);
  expect(consentHolds([record(more)], askHistory)).toBe(holds);
});

test('without a history one record that is no consent speaks against all others', () => {
  expect(consentHolds([record(), record({ granted: false })], ask)).toBe(false);
  expect(consentHolds([record(), record({ granted: null })], ask)).toBe(false);
});

test('without a history a consent that has ended does not speak against its renewal', () => {
  expect(consentHolds([record({ until: now - 1 }), record()], ask)).toBe(true);
  expect(consentHolds([record({ until: now - 1 })], ask)).toBe(false);
});

test('with a history the latest record decides', () => {
  const [given, withdrawn] = [record({ recordedAt: 1 }), record({ recordedAt: 2, granted: false })];
  expect(consentHolds([given, withdrawn], askHistory)).toBe(false);
  expect(consentHolds([withdrawn, record({ recordedAt: 3 })], askHistory)).toBe(true);
  expect(consentHolds([given, record({ recordedAt: 2, until: now - 1 })], askHistory)).toBe(false);
});

test('a tie goes to the more restrictive', () => {
  const tied = [record({ recordedAt: 2 }), record({ recordedAt: 2, granted: false, objected: true })];
  expect(consentHolds(tied, askHistory)).toBe(false);
  expect(objectionHolds(tied, askHistory)).toBe(true);
});

test('a record without a time may be the latest, so it counts against', () => {
  const undated = record({ recordedAt: null, granted: false, objected: true });
  expect(consentHolds([record(), undated], askHistory)).toBe(false);
  expect(objectionHolds([record(), undated], askHistory)).toBe(true);
});

test('an objection holds until a later record does not object', () => {
  const objection = record({ objected: true, recordedAt: 1 });
  expect(objectionHolds([objection], ask)).toBe(true);
  expect(objectionHolds([objection, record({ recordedAt: 2 })], ask)).toBe(true);
  expect(objectionHolds([objection, record({ recordedAt: 2 })], askHistory)).toBe(false);
  expect(objectionHolds([record({ objected: null })], ask)).toBe(false);
});

test('the order of records makes no difference, and a record that is no consent never helps', () => {
  const anyRecord = fc.record({
    purpose: fc.constantFrom('marketing', 'analytics'),
    granted: fc.constantFrom(true, true, false, null),
    objected: fc.constantFrom(true, false, null),
    until: fc.constantFrom(null, now - 1, now, now + 1),
    recordedAt: fc.constantFrom(null, 1, 2, 3),
  });
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 5 }), anyRecord, fc.boolean(), (records, added, hasHistory) => {
      const question = { ...ask, hasHistory };
      expect(consentHolds(records.toReversed(), question)).toBe(consentHolds(records, question));
      expect(objectionHolds(records.toReversed(), question)).toBe(objectionHolds(records, question));
      const withRefusal = consentHolds([...records, { ...added, granted: false }], question);
      expect(!withRefusal || consentHolds(records, question) || hasHistory).toBe(true);
    }),
  );
});
