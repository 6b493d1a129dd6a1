import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchFiles } from '../../src/compose/watch-files.js';
import { type FileRecords, RecordedFiles } from '../../src/settings/index.js';

let directory: string;
let stop: () => void = () => {};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'damask-watch-'));
});
afterEach(() => {
  stop();
  rmSync(directory, { recursive: true });
});

/** Watches what `ask` asks for. `seen` has what it got at each reading, the first one too. */
function watchWhat(ask: (files: RecordedFiles) => string, options = { settleMs: 20, pollMs: 60_000 }) {
  const seen: string[] = [];
  let records: FileRecords = [];
  const read = (): void => {
    const files = new RecordedFiles();
    try {
      seen.push(ask(files));
    } catch {
      seen.push('fault');
    }
    records = files.records;
  };
  read();
  stop = watchFiles(
    () => records,
    async () => read(),
    options,
  );
  return seen;
}

const comesTo = (seen: readonly string[]) => expect.poll(() => [...seen], { timeout: 15_000 });

test('a file that is written in place is read anew', async () => {
  const file = join(directory, 'a');
  writeFileSync(file, 'one');
  const seen = watchWhat((files) => files.read(file));
  writeFileSync(file, 'two');
  await comesTo(seen).toEqual(['one', 'two']);
  writeFileSync(file, 'three');
  await comesTo(seen).toEqual(['one', 'two', 'three']);
});

test('a file that another takes the place of is read anew, again and again', async () => {
  const file = join(directory, 'a');
  writeFileSync(file, '0');
  const seen = watchWhat((files) => files.read(file));
  for (const text of ['1', '2', '3']) {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
    await expect.poll(() => seen.at(-1), { timeout: 15_000 }).toBe(text);
  }
  expect(seen).toEqual(['0', '1', '2', '3']);
});

test('a swap of links as Kubernetes does it is read anew, and so is what the new link leads to', async () => {
  const generation = (name: string, text: string): void => {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'a.yaml'), text);
    symlinkSync(name, join(directory, '..data_tmp'));
    renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
  };
  generation('..2026_1', 'one');
  symlinkSync(join('..data', 'a.yaml'), join(directory, 'a.yaml'));
  const seen = watchWhat((files) =>
    (files.list(directory) ?? [])
      .filter((name) => !name.startsWith('.'))
      .map((name) => files.read(join(directory, name)))
      .join(),
  );
  generation('..2026_2', 'two');
  rmSync(join(directory, '..2026_1'), { recursive: true });
  await expect.poll(() => seen.at(-1), { timeout: 15_000 }).toBe('two');
  generation('..2026_3', 'three');
  await expect.poll(() => seen.at(-1), { timeout: 15_000 }).toBe('three');
});

test('a file that comes into a directory, and one that was missing, are seen', async () => {
  const list = watchWhat((files) => (files.list(directory) ?? []).join());
  writeFileSync(join(directory, 'b'), '');
  await comesTo(list).toEqual(['', 'b']);
  stop();
  const missing = join(directory, 'c');
  const seen = watchWhat((files) => files.read(missing));
  expect(seen).toEqual(['fault']);
  writeFileSync(missing, 'here');
  await comesTo(seen).toEqual(['fault', 'here']);
});

test('a file system that tells of nothing is looked at by and by', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'damask-watch-'));
  writeFileSync(join(elsewhere, 'a'), 'one');
  // What is read is not where the watched name is: only the poll can see it.
  const hidden = { list: () => null, read: () => new RecordedFiles().read(join(elsewhere, 'a')) };
  symlinkSync(elsewhere, join(directory, 'link'));
  const path = join(directory, 'link', 'a');
  const seen: string[] = [];
  let records: FileRecords = [];
  const read = (): void => {
    const files = new RecordedFiles(hidden);
    seen.push(files.read(path));
    records = files.records;
  };
  read();
  stop = watchFiles(
    () => records,
    async () => read(),
    { settleMs: 10, pollMs: 50 },
  );
  writeFileSync(join(elsewhere, 'a'), 'two');
  await comesTo(seen).toEqual(['one', 'two']);
  rmSync(elsewhere, { recursive: true });
});

test('a touch, and a change that is taken back, are no change', async () => {
  const file = join(directory, 'a');
  writeFileSync(file, 'one');
  const seen = watchWhat((files) => files.read(file));
  utimesSync(file, 1, 1);
  writeFileSync(file, 'one');
  const other = join(directory, 'b');
  writeFileSync(other, '');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(seen).toEqual(['one']);
});

test('a file that is still being written is waited for', async () => {
  const file = join(directory, 'a');
  writeFileSync(file, 'one');
  const seen = watchWhat((files) => files.read(file), { settleMs: 300, pollMs: 60_000 });
  for (let part = 0; part < 20; part += 1) {
    writeFileSync(file, `half ${part}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  writeFileSync(file, 'whole');
  await expect.poll(() => seen.at(-1), { timeout: 15_000 }).toBe('whole');
  expect(seen.length).toBeLessThan(4);
});
