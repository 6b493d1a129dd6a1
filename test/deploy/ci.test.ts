import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pathOf, textOf, yamlOf } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'damask-ci-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the counter makes of a report with tests of these states, one list a file. */
function count(files: readonly (readonly string[])[], exitStatus = '0'): string {
  const all = files.flat();
  const report = join(folder, 'report.json');
  const body = {
    numTotalTests: all.length,
    numPassedTests: all.filter((status) => status === 'passed').length,
    testResults: files.map((states) => ({
      name: 'file',
      assertionResults: states.map((status) => ({ status, fullName: status })),
    })),
  };
  writeFileSync(report, JSON.stringify(body));
  return run(report, exitStatus);
}

function run(report: string, exitStatus: string): string {
  return spawnSync(process.execPath, [pathOf('.ci/count-tests.mjs'), report, exitStatus], { encoding: 'utf8' }).stdout;
}

test('passed tests are counted', () => {
  expect(count([['passed', 'passed'], ['passed']])).toBe('3 0\n');
});

test('what did not run counts as failed', () => {
  expect(count([['passed', 'failed']], '1')).toBe('1 1\n');
  expect(count([['passed', 'skipped']])).toBe('1 1\n');
  expect(count([['passed', 'pending', 'todo']])).toBe('1 2\n');
  expect(count([['passed'], []], '1')).toBe('1 1\n');
  expect(count([])).toBe('0 1\n');
  expect(run(join(folder, 'none.json'), '1')).toBe('0 1\n');
});

test('a run that ended badly has failed, whatever its report says', () => {
  expect(count([['passed']], '1')).toBe('1 1\n');
});

test('the script can be run, and each npm script that it runs exists', () => {
  expect(statSync(pathOf('.ci/run')).mode & 0o111).not.toBe(0);
  expect(spawnSync('bash', ['-n', pathOf('.ci/run')]).status).toBe(0);
  const { scripts } = JSON.parse(textOf('package.json'));
  const run = [...textOf('.ci/run').matchAll(/^(?:step '\w+' npm run --silent|tests '\w+') ([\w:]+)/gm)].map(
    ([, name]) => name,
  );
  expect(run).toEqual(['lint', 'types', 'test', 'test:clients', 'test:oracle', 'demo']);
  for (const name of run) expect(Object.keys(scripts)).toContain(name);
});

test('the workflow runs the script', () => {
  const [workflow] = yamlOf('.github/workflows/ci.yml');
  const steps = workflow.jobs.check.steps.map(({ run }: { run?: string }) => run);
  expect(steps).toContain('.ci/run');
});
