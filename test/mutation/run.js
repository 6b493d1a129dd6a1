// @ts-check
// Changes the code of the rooms on which the promise rests, one small change at a time, and asks whether the room's own
// tests notice. Only tests that need no database take part, so the share is a lower bound.
//
//   npm run test:mutation -- [--room policy,sql,enforce] [--sample PERCENT [--seed N]] [--mutate GLOB,…] [--concurrency N] [--force]
//
// A sample is of passages of a room's code, drawn by the seed: the whole of `enforce` takes hours. Results are kept in reports/mutation/ and used again where neither code nor tests changed; --force asks anew.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const { values: options } = parseArgs({
  options: {
    room: { type: 'string', default: 'policy,sql,enforce' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    mutate: { type: 'string' },
    concurrency: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
  },
});

const PASSAGE_LINES = 24;

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
    mutate: options.mutate?.split(',') ?? (options.sample === undefined ? whole(room) : sample(room)),
    ignorePatterns: ['dist', 'reports', 'tmp', 'test/bench', 'test/interop', 'test/postgres', 'test/clients'],
    // Stryker would rewrite it by way of an interface that TypeScript 7 has not; what it rewrites, ours does not say.
    tsconfigFile: 'none',
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    // What is drawn by another seed is other code.
    incremental: options.sample === undefined,
    incrementalFile: `reports/mutation/${room}.json`,
    force: options.force,
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    concurrency: Number(options.concurrency),
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 30,
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

/** @param {string} room */
function whole(room) {
  return [`src/${room}/**/*.ts`, '!src/**/index.ts', '!src/**/*.d.ts'];
}

/**
 * Passages of `PASSAGE_LINES` lines, each drawn with the same chance.
 * @param {string} room
 */
function sample(room) {
  const next = randomNumbers(Number(options.seed));
  const chance = Number(options.sample) / 100;
  const files = readdirSync(join('src', room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.endsWith('index.ts'))
    .sort();
  return files.flatMap((file) => {
    const path = join('src', room, file);
    const lines = readFileSync(path, 'utf8').split('\n').length;
    const passages = [];
    for (let from = 1; from <= lines; from += PASSAGE_LINES) {
      if (next() < chance) passages.push(`${path}:${from}-${Math.min(lines, from + PASSAGE_LINES - 1)}`);
    }
    return passages;
  });
}

/**
 * Numbers between 0 and 1, the same for the same seed (mulberry32).
 * @param {number} seed
 */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
