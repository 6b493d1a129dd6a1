import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askAgain, filesFromRecords, RecordedFiles, sameRecords } from '../../../src/settings/source/source-files.js';

const directory = mkdtempSync(join(tmpdir(), 'damask-files-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'a.yaml');
const absent = join(directory, 'absent');

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (fault) {
    return (fault as { code: string }).code;
  }
  return 'none';
}

test('what was read stays as it was read, in this process and in one that gets the records', () => {
  writeFileSync(file, 'first');
  const recorded = new RecordedFiles();
  expect(recorded.read(file)).toBe('first');
  expect(recorded.list(directory)).toEqual(['a.yaml']);
  expect(recorded.list(file)).toBeNull();
  expect(codeOf(() => recorded.read(absent))).toBe('ENOENT');
  expect(codeOf(() => recorded.read(directory))).toBe('EISDIR');
  writeFileSync(file, 'second');
  expect(recorded.read(file)).toBe('first');

  const replayed = filesFromRecords(JSON.parse(JSON.stringify(recorded.records)));
  expect(replayed.read(file)).toBe('first');
  expect(replayed.list(directory)).toEqual(['a.yaml']);
  expect(replayed.list(file)).toBeNull();
  expect(codeOf(() => replayed.read(absent))).toBe('ENOENT');
  expect(codeOf(() => replayed.read(directory))).toBe('EISDIR');
});

test('records hold nothing that was not asked for', () => {
  writeFileSync(join(directory, 'b.yaml'), 'there');
  const recorded = new RecordedFiles();
  recorded.read(file);
  expect(codeOf(() => filesFromRecords(recorded.records).read(join(directory, 'b.yaml')))).toBe('ENOENT');
  expect(codeOf(() => filesFromRecords(recorded.records).list(directory))).toBe('ENOENT');
  rmSync(join(directory, 'b.yaml'));
});

test('the same questions later tell whether something has changed', () => {
  const recorded = new RecordedFiles();
  recorded.read(file);
  recorded.list(directory);
  codeOf(() => recorded.read(absent));
  expect(sameRecords(recorded.records, askAgain(recorded.records))).toBe(true);
  writeFileSync(absent, 'now it is');
  const later = askAgain(recorded.records);
  expect(sameRecords(recorded.records, later)).toBe(false);
  rmSync(absent);
  expect(sameRecords(recorded.records, askAgain(recorded.records))).toBe(true);
});
