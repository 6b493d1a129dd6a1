import { expect, test } from 'vitest';
import { ToldStatuses } from '../../../src/pg/pool/told-statuses.js';
import { decodeParameterStatus } from '../../../src/pgwire/index.js';

test('a client is told what differs where it comes to, once', () => {
  const first = new Map([
    ['TimeZone', 'UTC'],
    ['DateStyle', 'ISO'],
  ]);
  const told = new ToldStatuses(first);
  const heard: unknown[] = [];
  const tell = (frame: Buffer) => heard.push(decodeParameterStatus(frame, 0, frame.length));
  told.meets(first, tell);
  expect(heard).toEqual([]);
  const other = new Map(first).set('TimeZone', 'Asia/Tokyo');
  told.meets(other, tell);
  told.meets(new Map(other), tell);
  expect(heard).toEqual([{ name: 'TimeZone', value: 'Asia/Tokyo' }]);
  // What the server has said itself is no news.
  told.isTold(first);
  told.meets(new Map(first), tell);
  expect(heard).toHaveLength(1);
});
