import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CommandIo, StopSignal } from '../../src/cli/command.js';
import { UsageError } from '../../src/cli/command.js';
import { ask } from '../../src/cli/demo/ask.js';
import { demo } from '../../src/cli/demo.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** A world in which the demo runs: what it wrote, and a way to send it a signal. */
function world() {
  const handlers = new Map<StopSignal, () => void>();
  let out = '';
  let err = '';
  const io: CommandIo = {
    environment: { DAMASK_PORT: '0', DAMASK_HTTP_PORT: '0', DAMASK_ADMIN_PORT: '0' },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    onSignal: (signal, handler) => {
      handlers.set(signal, handler);
      return () => handlers.delete(signal);
    },
  };
  return { io, handlers, out: () => out, err: () => err };
}

// A place of its own, so that what other runs leave is not taken for this one's.
const folder = mkdtempSync(join(tmpdir(), 'damask-demo-test-'));
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true }));

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('damask-postgres-'));

/** The line of a table that starts with `name`, in cells. */
function cells(text: string, name: string, from = 0): string[] {
  const line = text
    .slice(from)
    .split('\n')
    .find((one) => one.startsWith(name));
  return line?.split(/ {2,}/) ?? [];
}

test('with --exit it prints what each purpose sees, as the README shows it, and ends with nothing left behind', async () => {
  const { io, out, err, handlers } = world();
  expect(await demo.run(['--exit'], io)).toBe(0);
  const text = out();
  for (const [, shown = ''] of readme.matchAll(/```text\n([\s\S]*?)```/g)) expect(text).toContain(shown);
  const [, name, , initial] = cells(text, 'name');
  expect(initial).toBe(`${name?.[0]}.`);
  const [, email, forStorefront, forMailer, forAnalyst] = cells(text, 'email');
  expect([forStorefront, forMailer, forAnalyst]).toEqual([email, email, 'NULL']);
  const [, ssn, lastFour, none] = cells(text, 'ssn');
  expect(lastFour).toMatch(/^\*+.{4}$/);
  expect(ssn?.endsWith(lastFour?.slice(-4) ?? '?')).toBe(true);
  expect(none).toBe('NULL');
  const refusal = text.indexOf('refused marketing');
  expect(cells(text, 'name', refusal)[3]).toBe('(no row)');
  const [, all, known, consenting, analysed] = cells(text, 'SELECT count(*) FROM customers ').map(Number);
  expect(all).toBe(4_000);
  expect(known).toBeLessThan(all ?? 0);
  expect(consenting).toBeLessThan(known ?? 0);
  expect(analysed).toBeLessThan(known ?? 0);
  expect(consenting).toBeGreaterThan(1_000);
  expect(cells(text, 'SELECT count(*) FROM pg_stats').slice(2)).toEqual(Array(3).fill('refused (42501)'));
  expect(err()).toContain('starting PostgreSQL 18');
  expect(leftovers()).toEqual([]);
  expect(handlers.size).toBe(0);
}, 60_000);

test('it serves until it is stopped, at the addresses and with the passwords that it printed', async () => {
  const { io, out, err, handlers } = world();
  const running = demo.run([], io);
  await expect.poll(err, { timeout: 40_000 }).toContain('Serving');
  const lines = [...out().matchAll(/PGPASSWORD=(\S+) psql -h (\S+) -p (\d+) -U (\S+) (\S+)\n/g)];
  expect(lines.map(([, , , , user]) => user)).toEqual(['storefront', 'mailer', 'analyst/analytics']);
  for (const [, password = '', host = '', port, user = '', database = ''] of lines) {
    const [answer] = await ask({ host, port: Number(port), user, password, database }, ['SELECT 1 AS one']);
    expect(answer).toEqual({ kind: 'rows', columns: ['one'], rows: [['1']] });
  }
  const curls = [...out().matchAll(/curl -s (.+) '(http\S+)'\n/g)];
  expect(curls).toHaveLength(3);
  for (const [, options = '', url = ''] of curls) {
    const headers = [...options.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value]);
    const { items } = (await (await fetch(url, { headers: Object.fromEntries(headers) })).json()) as {
      items: unknown[];
    };
    expect(items.length).toBeGreaterThan(0);
  }
  const url = /Metrics: (\S+)/.exec(out())?.[1] ?? '';
  const metrics = await (await fetch(url)).text();
  const metric = (name: string) =>
    Number(
      metrics
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  // Eight statements for each of three principals, one of them refused; and one more by each just now.
  for (const purpose of ['fulfilment', 'marketing', 'analytics']) {
    expect(metric(`damask_statements_total{store="shop",purpose="${purpose}",verdict="guarded"}`)).toBe(7);
    expect(metric(`damask_statements_total{store="shop",purpose="${purpose}",verdict="refused"}`)).toBe(1);
    expect(metric(`damask_statements_total{store="shop",purpose="${purpose}",verdict="passed"}`)).toBe(1);
  }
  expect(metric('damask_refusals_total{reason="refused"}')).toBe(3);
  expect(metric('damask_tripwire_total')).toBe(0);
  expect(metric('damask_upstream_seconds_count')).toBe(metric('damask_statement_seconds_count') + 6);
  expect(metric('damask_upstream_seconds_sum')).toBeGreaterThan(0);
  expect(metric('damask_upstream_seconds_sum')).toBeLessThan(
    metric('damask_statement_seconds_sum') + metric('damask_request_seconds_sum'),
  );
  expect((await fetch(url.replace('/metrics', '/readyz'))).status).toBe(200);
  handlers.get('SIGTERM')?.();
  expect(await running).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
}, 60_000);

test('stopped while it starts, it leaves nothing behind', async () => {
  const { io, handlers, out } = world();
  const running = demo.run([], io);
  await expect.poll(() => leftovers().length > 0, { timeout: 20_000 }).toBe(true);
  handlers.get('SIGINT')?.();
  expect(await running).toBe(0);
  expect(out()).toBe('');
  expect(leftovers()).toEqual([]);
}, 60_000);

test('a configuration that is not valid is said to be so, and nothing is left behind', async () => {
  const { io, out, err } = world();
  expect(await demo.run(['--exit'], { ...io, environment: { DAMASK_LOG_LEVEL: 'loud' } })).toBe(1);
  expect(err()).toMatch(/damask\.yaml:\d+:\d+: log\.level/);
  expect(out()).toBe('');
  expect(leftovers()).toEqual([]);
}, 60_000);

test('anything but --exit is used wrongly', async () => {
  await expect(demo.run(['now'], world().io)).rejects.toThrow(UsageError);
  await expect(demo.run(['--forever'], world().io)).rejects.toThrow(UsageError);
});
