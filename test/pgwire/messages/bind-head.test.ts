import { serialize } from 'pg-protocol';
import { describe, expect, test } from 'vitest';
import { decodeBindHead } from '../../../src/pgwire/index.js';
import { within } from '../within.js';

describe('Bind', () => {
  test('shows its names as pg-protocol writes them', () => {
    const [bytes, start, end] = within(serialize.bind({ portal: 'p', statement: 'st', values: ['x'] }));
    expect(decodeBindHead(bytes, start + 5, end)).toEqual({ portal: 'p', statement: 'st', bytes: 5 });
  });
  test('cuts names where a server no longer tells them apart, and says how long they were', () => {
    const names = Buffer.from(`${'p'.repeat(70)}\0${'s'.repeat(64)}\0`);
    const cut = { portal: 'p'.repeat(63), statement: 's'.repeat(63), bytes: 136 };
    expect(decodeBindHead(names, 0, names.length)).toEqual(cut);
  });
  test('of unnamed ones has empty names', () => {
    const [bytes, start, end] = within(serialize.bind({ values: [] }));
    expect(decodeBindHead(bytes, start + 5, end)).toEqual({ portal: '', statement: '', bytes: 2 });
  });
  test('shows none when they do not end in what is there', () => {
    expect(decodeBindHead(Buffer.from('p\0statement'), 0, 11)).toBeNull();
    expect(decodeBindHead(Buffer.from('p\0s\0'), 0, 3)).toBeNull();
    expect(decodeBindHead(Buffer.alloc(8), 0, 1)).toBeNull();
  });
});
