import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pathOf, textOf } from './files.js';

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const instructions: readonly Instruction[] = textOf('Dockerfile')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => {
    const [word = '', ...rest] = line.split(' ');
    return { word, rest: rest.join(' ').trim() };
  });
const last = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));
const of = (word: string): string[] => last.filter((one) => one.word === word).map(({ rest }) => rest);

test('the image is built in stages, and the last one holds neither compiler nor sources', () => {
  expect(instructions.filter(({ word }) => word === 'FROM')).toHaveLength(3);
  expect(of('RUN')).toEqual([]);
  expect(of('COPY').filter((rest) => /\bsrc\b|tsconfig/.test(rest))).toEqual([]);
});

test('the gateway runs as a numbered user that is not root', () => {
  const [user = ''] = of('USER');
  expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
});

test('each stage that is copied from exists', () => {
  const stages = instructions.filter(({ word }) => word === 'FROM').map(({ rest }) => / AS (\w+)$/.exec(rest)?.[1]);
  for (const rest of of('COPY')) {
    const from = /--from=(\w+)/.exec(rest)?.[1];
    if (from) expect(stages).toContain(from);
  }
  expect(of('COPY').some((rest) => rest.includes('--from=build'))).toBe(true);
});

test('what is copied from the context exists and is not ignored', () => {
  const allowed = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const copied = instructions
    .filter(({ word, rest }) => word === 'COPY' && !rest.includes('--from='))
    .flatMap(({ rest }) => rest.split(' ').slice(0, -1));
  expect(copied.length).toBeGreaterThan(4);
  for (const file of copied) {
    expect(allowed).toContain(file);
    expect(existsSync(pathOf(file))).toBe(true);
  }
  expect(textOf('.dockerignore').split('\n')[0]).toBe('*');
});

test('the image starts what package.json calls damask, with the command that serves', () => {
  const [entry = ''] = of('ENTRYPOINT');
  const { bin } = JSON.parse(textOf('package.json'));
  expect(JSON.parse(entry)).toEqual(['node', bin.damask]);
  expect(JSON.parse(of('CMD')[0] ?? '')[0]).toBe('start');
});

test('the health check is a program that node can parse, and asks for /healthz on the exposed port', () => {
  const [check = ''] = of('HEALTHCHECK');
  const [program, flag, script] = JSON.parse(check.slice(check.indexOf('[')));
  expect([program, flag]).toEqual(['node', '-e']);
  expect(() => new Function(script)).not.toThrow();
  const url = new URL(/fetch\('([^']+)'\)/.exec(script)?.[1] ?? '');
  expect(url.pathname).toBe('/healthz');
  expect(of('EXPOSE')[0]?.split(' ')).toContain(url.port);
});

test("the image's Node satisfies package.json", () => {
  const major = /NODE_IMAGE=node:(\d+)/.exec(textOf('Dockerfile'))?.[1];
  expect(JSON.parse(textOf('package.json')).engines.node).toContain(`>=${major}.`);
});
