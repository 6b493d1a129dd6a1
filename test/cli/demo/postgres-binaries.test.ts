import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBinaries, openToAll, type PostgresBinaries } from '../../../src/cli/demo/postgres-binaries.js';

const folder = mkdtempSync(join(tmpdir(), 'damask-binaries-'));
const home = join(folder, 'home');
const bin = join(home, 'native', 'bin');
const binaries: PostgresBinaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };

beforeAll(() => {
  chmodSync(folder, 0o755);
  mkdirSync(bin, { recursive: true });
  for (const program of Object.values(binaries)) writeFileSync(program, program, { mode: 0o755 });
  symlinkSync('postgres', join(bin, 'postmaster'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the programs of this platform are found, and can be executed', async () => {
  const { initdb, postgres } = await findBinaries();
  for (const program of [initdb, postgres]) expect(statSync(program).mode & 0o111).not.toBe(0);
});

test('programs that all can reach are used where they are', async () => {
  expect(await openToAll(binaries, join(folder, 'unused'))).toBe(binaries);
});

test('programs below a closed folder are copied to an open one, with their links', async () => {
  chmodSync(home, 0o700);
  const copied = await openToAll(binaries, join(folder, 'open'));
  expect(copied.postgres).toBe(join(folder, 'open', 'native', 'bin', 'postgres'));
  expect(statSync(copied.initdb).mode & 0o001).toBe(1);
  expect(readFileSync(join(folder, 'open', 'native', 'bin', 'postmaster'), 'utf8')).toBe(binaries.postgres);
});
