import { expect, test } from 'vitest';
import type { ForwardableStatement } from '../../../src/enforce/index.js';
import { type OutstandingRequest, request } from '../../../src/pg/outstanding.js';
import { poisonMessage } from '../../../src/pg/poison.js';
import { Batch, type NeedKind } from '../../../src/pg/pool/batch.js';
import { PreparedNames } from '../../../src/pg/pool/prepared-names.js';
import { type SharedStatement, SharedStatements } from '../../../src/pg/pool/shared-statement.js';
import { type Shape, untold } from '../../../src/pg/shape.js';
import { newlyPrepared, noTypes } from '../../../src/pg/statement-book.js';

const of = (columns: string, parameters = ''): Shape => ({ parameters, columns });

const statements = new SharedStatements(100);
let made = 0;

function shared(): SharedStatement {
  made += 1;
  const statement = { bytes: Buffer.from(`SELECT ${made}`) } as ForwardableStatement;
  return statements.of(statement, noTypes, '');
}

/** A request of a client that has been told this of it. */
function requestOf(kind: 'parse' | 'bind', one: SharedStatement, told: Shape = untold): OutstandingRequest {
  const prepared = newlyPrepared({ name: 'p', statement: {} as ForwardableStatement, types: noTypes, shared: one });
  prepared.told = told;
  return request(kind, { prepared, shared: one });
}

function batchOf(...needs: readonly [NeedKind, OutstandingRequest, number?][]): Batch {
  const batch = new Batch();
  for (const [kind, entry, unit = 1] of needs) batch.need(kind, entry, unit);
  return batch;
}

const provideAll = (names: PreparedNames, batch: Batch) => batch.needs.map((need) => names.provide(need, batch));

test('a Parse is sent the first time, and answered without the server from then on', () => {
  const names = new PreparedNames(0);
  const one = shared();
  const [parse, again, use] = [requestOf('parse', one), requestOf('parse', one), requestOf('bind', one)];
  expect(provideAll(names, batchOf(['parse', parse], ['use', use]))).toEqual([one.parse, null]);
  expect([parse.fake, use.injects, names.isUnsure(one)]).toEqual([false, 0, true]);
  names.prepared(parse);
  expect(provideAll(names, batchOf(['parse', again, 2]))).toEqual([null]);
  expect([again.fake, names.isUnsure(one), one.isProven, names.size]).toEqual([true, false, true, 1]);
});

test('what a connection has not met is prepared before it is used', () => {
  const names = new PreparedNames(0);
  const one = shared();
  const use = requestOf('bind', one);
  expect(provideAll(names, batchOf(['use', use]))).toEqual([one.parse]);
  expect(use.injects).toBe(1);
  // The Parse of an earlier unit may yet be ignored.
  const later = requestOf('bind', one);
  const [anew] = provideAll(names, batchOf(['use', later, 2]));
  expect(anew?.subarray(-one.parse.length)).toEqual(one.parse);
  expect([later.closes, later.injects]).toEqual([1, 1]);
  names.notPrepared(later);
  expect(names.has(one)).toBe(true);
});

test('where the columns are not known to be those that its client was told of, they are asked first', () => {
  const names = new PreparedNames(0);
  const one = shared();
  const told = batchOf(['use', requestOf('bind', one, of('int'))]);
  expect(names.unlearned(batchOf(['use', requestOf('bind', one)]))).toEqual([]);
  expect(names.unlearned(told)).toEqual([one]);
  const learned = names.learning(one);
  expect([names.isSureOf(told), names.unlearned(told)]).toEqual([false, [one]]);
  learned(of('int'));
  expect([names.isSureOf(told), names.unlearned(told), names.lacks(one, 'columns')]).toEqual([true, [], false]);
  expect(provideAll(names, told)).toEqual([null]);
  names.described(one, of('text'));
  expect(names.unlearned(told)).toEqual([one]);
});

test('if they are others, what uses the statement fails as on the server that it was prepared on', () => {
  const names = new PreparedNames(0);
  const one = shared();
  names.learning(one)(of('text'));
  const use = requestOf('bind', one, of('int'));
  expect(provideAll(names, batchOf(['use', use]))).toEqual([poisonMessage]);
  expect(use.refusal).toMatchObject({ sqlstate: '0A000', message: 'cached plan must not change result type' });
  const others = requestOf('bind', one, of('text'));
  expect([provideAll(names, batchOf(['use', others])), others.refusal]).toEqual([[null], null]);
});

test('parameters are learned as columns are: values are written by their types', () => {
  const names = new PreparedNames(0);
  const one = shared();
  names.learning(one)(of('', 'int'));
  const use = requestOf('bind', one, of('', 'float'));
  expect(names.unlearned(batchOf(['use', use]))).toEqual([one]);
  expect([provideAll(names, batchOf(['use', use])), use.refusal?.meaning.sqlstate]).toEqual([[poisonMessage], '0A000']);
  // A portal has no parameters: what is known of the statement's stays.
  names.described(one, { parameters: null, columns: '' });
  expect(names.unlearned(batchOf(['use', requestOf('bind', one, of('', 'int'))]))).toEqual([]);
});

test('what a client has prepared after something was defined is not what was prepared before', () => {
  const names = new PreparedNames(0);
  const one = shared();
  statements.preparedBy(one, 0);
  const before = requestOf('bind', one);
  provideAll(names, batchOf(['parse', before]));
  names.prepared(before);
  expect(provideAll(names, batchOf(['use', before, 2]))).toEqual([null]);
  statements.defined();
  statements.preparedBy(one, 0);
  const after = requestOf('bind', one);
  const [anew] = provideAll(names, batchOf(['use', after, 3]));
  expect([anew?.subarray(-one.parse.length), after.closes]).toEqual([one.parse, 1]);
  names.prepared(after);
  for (const use of [before, after]) expect(provideAll(names, batchOf(['use', use, 4]))).toEqual([null]);
});

test('what is prepared anew before it is used is learned before, whatever was known of what it was', () => {
  const names = new PreparedNames(0);
  const one = shared();
  names.learning(one)(of('int'));
  const told = batchOf(['use', requestOf('bind', one, of('int'))]);
  expect(names.unlearned(told)).toEqual([]);
  // Behind code of the store's nothing is sure to be there. What was asked before it is answered later.
  provideAll(names, batchOf(['code', requestOf('bind', one)]));
  names.described(one, of('int'));
  expect(names.unlearned(told)).toEqual([one]);
  names.learning(one)(of('text'));
  expect([names.unlearned(told), provideAll(names, told)]).toEqual([[one], [poisonMessage]]);
  // It was prepared here before a definition that its client knows of.
  statements.defined();
  statements.preparedBy(one, 0);
  const later = requestOf('bind', one, of('text'));
  expect(names.unlearned(batchOf(['use', later]))).toEqual([one]);
  names.learning(one)(of('text'));
  expect(names.unlearned(batchOf(['use', later]))).toEqual([]);
});

test('what is defined past the gateway is not known of for half a minute at most', () => {
  const one = shared();
  const at = (nowMs: number) => {
    statements.preparedBy(one, nowMs);
    return one.definedAt;
  };
  const first = at(100_000);
  expect([at(129_000), at(131_000), at(132_000)]).toEqual([first, first + 1, first + 1]);
});

test('what could not be learned is not there, and what was prepared meanwhile stays', () => {
  const names = new PreparedNames(0);
  const [one, two] = [shared(), shared()];
  names.learning(one)(null);
  expect(names.has(one)).toBe(false);
  const learned = names.learning(two);
  const use = requestOf('bind', two);
  provideAll(names, batchOf(['use', use]));
  learned(null);
  names.prepared(use);
  expect([names.has(two), names.isUnsure(two)]).toEqual([true, false]);
});

test('what was used longest ago makes room', () => {
  const names = new PreparedNames(10);
  const all = Array.from({ length: 12 }, shared);
  for (const one of all) names.learning(one)(of(''));
  provideAll(names, batchOf(['use', requestOf('bind', all[0] as SharedStatement)]));
  expect(names.surplus()).toEqual(all.slice(1, 4));
});
