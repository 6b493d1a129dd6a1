// Stands in a copy of postgres.js' suite for its harness: every test is run, whatever became of those before, and the
// outcomes are printed as one line of JSON.
import { spawnSync } from 'node:child_process';

const wanted = new RegExp(process.env.TESTS ?? '');
const queue = [];

export const nt = () => {};
export const ot = (...rest) => t(...rest);
export const t = (name, options, test) =>
  queue.push(typeof options === 'object' ? { name, ...options, test } : { name, test: options });
t.timeout = 5;

setImmediate(async () => {
  const outcomes = {};
  for (const { name, timeout = t.timeout, test } of queue.filter(({ name }) => wanted.test(name))) {
    let timer;
    const tooLong = new Promise((_, reject) => {
      // As long again as the suite's own, for a machine that has other work.
      timer = setTimeout(() => reject(new Error('timed out')), timeout * 2000);
      test.timer = timer;
    });
    const outcome = await Promise.race([tooLong, Promise.resolve().then(test)])
      .then(async (pair) => {
        const [expected, got] = await Promise.all(pair);
        return expected === got ? 'ok' : `${String(got)} instead of ${String(expected)}`;
      })
      .catch((error) => `${error?.code ?? ''} ${error?.message ?? error}`.trim());
    clearTimeout(timer);
    // What a test has made it drops at its end, if it comes to it.
    if (outcome !== 'ok')
      spawnSync('psql', ['-c', 'DROP TABLE IF EXISTS test CASCADE', '-c', 'DROP PUBLICATION IF EXISTS alltables']);
    outcomes[name] = outcome.slice(0, 200);
  }
  console.log(JSON.stringify({ outcomes }));
  process.exit(0);
});
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});
