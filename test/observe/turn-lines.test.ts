import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { TurnLines } from '../../src/observe/turn-lines.js';
import { builtProgram } from '../fixtures/built.js';

function record(): { readonly lines: TurnLines; readonly written: string[]; readonly opened: () => number } {
  const written: string[] = [];
  let opened = 0;
  const lines = new TurnLines(() => {
    opened += 1;
    return { write: (text) => written.push(text) };
  });
  return { lines, written, opened: () => opened };
}

test('what is said in one turn is written at its end, in one piece and in order', async () => {
  const { lines, written, opened } = record();
  expect(opened()).toBe(0);
  lines.write('a\n');
  lines.write('b\n');
  expect(written).toEqual([]);
  await turn();
  expect(written).toEqual(['a\nb\n']);
  lines.write('c\n');
  await turn();
  await turn();
  expect(written).toEqual(['a\nb\n', 'c\n']);
  expect(opened()).toBe(1);
});

test('a turn that has much to say does not keep it all', async () => {
  const { lines, written } = record();
  const line = `${'x'.repeat(999)}\n`;
  for (let count = 0; count < 100; count += 1) lines.write(line);
  expect(written.length).toBe(5);
  await turn();
  expect(written.join('')).toBe(line.repeat(100));
});

test('what was said last is written when the process exits or dies of a fault', async () => {
  const observe = join(dirname(await builtProgram()), 'observe/index.js');
  const run = async (last: string): Promise<string> => {
    const script = `
      import { createLogger } from ${JSON.stringify(observe)};
      createLogger({ level: 'info' }).log('gateway_stopped');
      ${last}`;
    const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]).catch(
      (fault: { stderr: string }) => fault,
    );
    return stderr;
  };
  expect(await run('process.exit(3)')).toContain('"event":"gateway_stopped"');
  expect(await run('throw new Error("a fault")')).toContain('"event":"gateway_stopped"');
});
