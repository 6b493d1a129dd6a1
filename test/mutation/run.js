// @ts-check
// Changes the code of the rooms on which the promise rests, one small change at a time, and asks whether the room's own
// tests notice. Tests that need no database are asked first. With --database, what they let pass is then shown to all tests of
// the room and to the attacks, which take a minute for each change that nobody notices; without, the share is a lower bound.
//
//   npm run test:mutation -- [--room policy,sql,enforce] [--sample PERCENT [--seed N]] [--mutate GLOB,…] [--database] [--concurrency N] [--force]
//
// A sample is of passages of a room's code, drawn by the seed: the whole of `enforce` takes hours. Results are kept in reports/mutation/ and used again where neither code nor tests changed; --force asks anew.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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
    database: { type: 'boolean', default: false },
  },
});

const PASSAGE_LINES = 24;

/** Detected of all that some test reached, or could have: https://stryker-mutator.io/docs/mutation-testing-elements/mutant-states-and-metrics/ */
const detected = ['Killed', 'Timeout'];
const undetected = ['Survived', 'NoCoverage'];

/** @type {{ room: string, noticed: number, all: number }[]} */
const rows = [];
for (const room of options.room.split(',')) {
  const mutate = options.mutate?.split(',') ?? (options.sample === undefined ? whole(room) : sample(room));
  const first = await ask(room, mutate, false);
  const unnoticed = first.filter(({ status }) => undetected.includes(status));
  const second = options.database && unnoticed.length > 0 ? await ask(room, unnoticed.map(placeOf), true) : [];
  const late = new Set(second.filter(({ status }) => detected.includes(status)).map(changeOf));
  const noticed = first.filter((one) => detected.includes(one.status) || late.has(changeOf(one))).length;
  rows.push({ room, noticed, all: first.filter(({ status }) => [...detected, ...undetected].includes(status)).length });
}

const noticed = rows.reduce((sum, row) => sum + row.noticed, 0);
const all = rows.reduce((sum, row) => sum + row.all, 0);
console.log('| room | mutants | killed |\n| --- | --- | --- |');
for (const row of [...rows, { room: 'all', noticed, all }]) {
  console.log(`| ${row.room} | ${row.all} | ${((100 * row.noticed) / row.all).toFixed(1)} % |`);
}

/**
 * Runs the room's tests on each change of what `mutate` names: globs, or `file:line:column-line:column`.
 * @param {string} room
 * @param {string[]} mutate
 * @param {boolean} withDatabase
 */
async function ask(room, mutate, withDatabase) {
  // Read by vitest.config.ts, in the runner's processes.
  process.env.MUTATION_ROOM = room;
  process.env.MUTATION_DATABASE = withDatabase ? 'yes' : '';
  return new Stryker({
    plugins: ['@stryker-mutator/vitest-runner'],
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    mutate,
    ignorePatterns: ['dist', 'reports', 'tmp', 'test/bench', 'test/interop', 'test/postgres', 'test/clients'],
    // Stryker would rewrite it by way of an interface that TypeScript 7 has not; what it rewrites, ours does not say.
    tsconfigFile: 'none',
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    // What is drawn by another seed is other code.
    incremental: options.sample === undefined && !withDatabase,
    incrementalFile: `reports/mutation/${room}.json`,
    force: options.force,
    reporters: ['clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    concurrency: Number(options.concurrency),
    timeoutMS: withDatabase ? 120_000 : 30_000,
    dryRunTimeoutMinutes: 30,
    tempDirName: 'tmp/stryker',
    thresholds: { high: 95, low: 85, break: null },
  }).runMutationTest();
}

/**
 * Where a change is, as Stryker is told it: lines are counted from 1, columns from 0.
 * @param {import('@stryker-mutator/api/core').MutantResult} mutant
 */
function placeOf({ fileName, location: { start, end } }) {
  return `${relative('.', fileName)}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
}

/**
 * What tells a change from the others of a run.
 * @param {import('@stryker-mutator/api/core').MutantResult} mutant
 */
function changeOf(mutant) {
  return `${placeOf(mutant)} ${mutant.mutatorName} ${mutant.replacement}`;
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
