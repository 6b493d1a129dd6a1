// @ts-check
// Changes the code of the rooms on which the promise rests, one small change at a time, and asks whether the room's own
// tests notice. Only tests that need no database take part, so the share is a lower bound.
//
//   npm run test:mutation -- [--room policy,sql,enforce] [--mutate GLOB,…] [--concurrency N] [--force]
//
// Results are kept in reports/mutation/ and used again where neither code nor tests changed; --force asks anew.

import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const { values: options } = parseArgs({
  options: {
    room: { type: 'string', default: 'policy,sql,enforce' },
    mutate: { type: 'string' },
    concurrency: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
  },
});

/** Detected of all that some test reached, or could have: https://stryker-mutator.io/docs/mutation-testing-elements/mutant-states-and-metrics/ */
const detected = ['Killed', 'Timeout'];
const undetected = ['Survived', 'NoCoverage'];

/** @type {{ room: string, noticed: number, all: number }[]} */
const rows = [];
for (const room of options.room.split(',')) {
  // Read by vitest.config.ts, in the runner's processes.
  process.env.MUTATION_ROOM = room;
  const results = await new Stryker({
    plugins: ['@stryker-mutator/vitest-runner'],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    mutate: options.mutate?.split(',') ?? [`src/${room}/**/*.ts`, '!src/**/index.ts', '!src/**/*.d.ts'],
    ignorePatterns: ['dist', 'reports', 'test/bench', 'test/interop', 'test/postgres', 'test/clients'],
    // Stryker would rewrite it by way of an interface that TypeScript 7 has not; what it rewrites, ours does not say.
    tsconfigFile: 'none',
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    incremental: true,
    incrementalFile: `reports/mutation/${room}.json`,
    force: options.force,
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    concurrency: Number(options.concurrency),
    timeoutMS: 10_000,
    tempDirName: 'tmp/stryker',
    thresholds: { high: 95, low: 85, break: null },
  }).runMutationTest();
  const count = (/** @type {string[]} */ states) => results.filter(({ status }) => states.includes(status)).length;
  rows.push({ room, noticed: count(detected), all: count([...detected, ...undetected]) });
}

const noticed = rows.reduce((sum, row) => sum + row.noticed, 0);
const all = rows.reduce((sum, row) => sum + row.all, 0);
console.log('| room | mutants | killed |\n| --- | --- | --- |');
for (const row of [...rows, { room: 'all', noticed, all }]) {
  console.log(`| ${row.room} | ${row.all} | ${((100 * row.noticed) / row.all).toFixed(1)} % |`);
}
