import { defineConfig } from 'vitest/config';

const ownConfigs = ['test/clients/**', 'test/bench/**', 'test/postgres/**', 'test/interop/**', 'test/versions/**'];

/** They keep no listener, socket or setting of the process beyond a test: their modules are loaded once, not once for each of 400 files. */
const rooms = 'base,consent,datamap,enforce,json,masks,pgwire,policy,rules,settings,sql';
const ofRooms = [`test/{${rooms}}/**/*.test.ts`];
/** What others left behind in a process takes time. */
const timed = 'test/**/*-time.test.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/fixtures/global-postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'rooms', include: ofRooms, exclude: [...ownConfigs, timed], isolate: false } },
      {
        extends: true,
        test: {
          name: 'processes',
          include: [`test/!(${rooms.replaceAll(',', '|')})/**/*.test.ts`, 'test/*.test.ts', timed],
          exclude: ownConfigs,
        },
      },
    ],
  },
});
