// Prints `PASSED FAILED` for a report of Vitest's JSON reporter.
//
//   node count-tests.mjs REPORT EXIT_STATUS
//
// What didn't run counts as failed: skipped and todo tests, files that could not be loaded, a run that found no test, left
// no report, or ended badly although no test failed.
import { readFileSync } from 'node:fs';

const [path, exitStatus] = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed = report.numPassedTests;
  failed = report.numTotalTests - report.numPassedTests;
  const notRun = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName),
  );
  for (const name of notRun) process.stderr.write(`not run: ${name}\n`);
  for (const { name, assertionResults } of report.testResults) {
    if (assertionResults.length > 0) continue;
    process.stderr.write(`no test ran in: ${name}\n`);
    failed += 1;
  }
  if (passed + failed === 0) failed = 1;
} catch {
  process.stderr.write('the tests left no report\n');
  failed += 1;
}
if (exitStatus !== '0' && failed === 0) failed = 1;
process.stdout.write(`${passed} ${failed}\n`);
