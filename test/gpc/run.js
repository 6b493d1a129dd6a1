#!/usr/bin/env node
// @ts-check
// node test/gpc/run.js https://example.com [--sale URL] [--header 'Name: value']…

import { parseArgs } from 'node:util';
import { runChecks } from './checks.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sale: { type: 'string' }, header: { type: 'string', multiple: true, default: [] } },
});
const [origin] = positionals;
if (origin === undefined || positionals.length > 1) {
  process.stderr.write("usage: node run.js ORIGIN [--sale URL] [--header 'Name: value']…\n");
  process.exit(2);
}
const headers = Object.fromEntries(
  values.header.map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]),
);
const results = await runChecks({ origin, headers, ...(values.sale === undefined ? {} : { sale: values.sale }) });
for (const { name, outcome, found } of results) {
  process.stdout.write(`${outcome.padEnd(8)}${name}${found === null ? '' : ` (${found})`}\n`);
}
process.exit(results.some(({ outcome }) => outcome === 'failed') ? 1 : 0);
