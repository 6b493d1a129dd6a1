import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from '../../src/cli/index.js';
import { metricDefinitions } from '../../src/observe/index.js';
import { pathOf, textOf } from './files.js';

const readme = textOf('README.md');
const documents = ['README.md', 'deploy/README.md', 'CHANGELOG.md', '.github/CONTRIBUTING.md', '.github/SECURITY.md'];

test('the metrics are described as they are', () => {
  const table = Object.values(metricDefinitions).map(({ name, type, labels, help }) => {
    const list = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type} | ${list} | ${help} |`;
  });
  expect(readme).toContain(['| metric | type | labels | is |', '| --- | --- | --- | --- |', ...table, ''].join('\n'));
});

test('every npm script that is named exists', () => {
  const { scripts } = JSON.parse(textOf('package.json'));
  const named = documents.flatMap((file) =>
    [...textOf(file).matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name]) => name),
  );
  const own = named.filter((name) => name !== 'ci');
  expect(own.length).toBeGreaterThan(8);
  for (const name of own) expect(Object.keys(scripts)).toContain(name);
});

test('every file that is linked to exists', () => {
  for (const file of documents) {
    const folder = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '';
    for (const [, target = ''] of textOf(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect(existsSync(pathOf(folder + target)), `${file} → ${target}`).toBe(true);
    }
  }
});

test('the sections of the configuration are those of the schema', () => {
  const { properties } = JSON.parse(textOf('config/damask.schema.json'));
  const part = readme.slice(readme.indexOf('## Configuration'), readme.indexOf('## Commands'));
  const told = [...part.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(told).toHaveLength(10);
  for (const name of told) expect(Object.keys(properties)).toContain(name);
});

test('the first screen says what it is, shows what it does, and gives the two commands', () => {
  const start = readme.slice(0, readme.indexOf('## '));
  expect(start).toContain('npm ci && npm run demo');
  expect(start).toContain('npm ci && npm test');
  expect(start.split('\n').length).toBeLessThan(65);
});

test('every damask command that is shown in a shell block or table is one that damask knows, and its help works', async () => {
  const shown = new Set([...readme.matchAll(/(?:^npx |^\| `)damask (\w+)/gm)].map(([, name]) => name ?? ''));
  expect([...shown].sort()).toEqual(['check', 'demo', 'explain', 'start']);
  for (const name of shown) {
    const out: string[] = [];
    const write = (text: string) => void out.push(text);
    const io = { environment: {}, out: write, err: () => {}, onSignal: () => () => {} };
    expect(await runCli([name, '--help'], io)).toBe(0);
    expect(out.join('')).toContain(`usage: damask ${name}`);
  }
});
