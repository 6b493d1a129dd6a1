import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { needsRestart, settingsJsonSchema } from '../../src/settings/index.js';
import { pgbouncerSettings } from '../../src/settings/pgbouncer-settings.js';
import { configuration, problems } from './load.js';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** What stands at a path of the configuration's schema; undefined: nothing may. */
function schemaAt(path: string): Node | undefined {
  const step = (node: Node | undefined, key: string): Node | undefined => {
    const branches = [node, ...(node?.anyOf ?? []), ...(node?.oneOf ?? [])];
    const found = branches.map((one) => (key === '<name>' ? one?.additionalProperties : one?.properties?.[key]));
    return found.find((one) => one !== undefined);
  };
  return path.split('.').reduce<Node | undefined>(step, settingsJsonSchema() as Node);
}

const placesOf = (at: string): string[] => at.split(' and ');
const published = new URL('../../docs/pgbouncer.md', import.meta.url).pathname;

test('every setting that PgBouncer 1.25 has is there, has another name, or is refused with a reason', () => {
  const names = readFileSync(new URL('../fixtures/pgbouncer/settings.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !pgbouncerSettings.has(name))).toEqual([]);
});

test.each([...pgbouncerSettings])('`%s` is where it is said to be, and nowhere else', async (name, setting) => {
  if (setting.kind === 'at') {
    for (const place of placesOf(setting.at)) expect(schemaAt(`${place}.${name}`), place).toBeDefined();
    const wrong = await problems(configuration({ listen: `listen: { postgres: {}, ${name}: 1 }` }));
    expect(wrong).toEqual([expect.stringContaining(`listen.${name}: stands under \`${setting.at}\``)]);
    return;
  }
  for (const place of ['listen.postgres', 'stores.<name>', 'stores.<name>.pool']) {
    expect(schemaAt(`${place}.${name}`)).toBeUndefined();
  }
  if (setting.kind === 'use') expect(schemaAt(setting.use)).toBeDefined();
  const said = setting.kind === 'use' ? `is \`${setting.use}\` here` : `${setting.why}; take it out`;
  const inPool = `stores: { shop: { kind: postgres, url: "postgres://a@127.0.0.1/shop", pool: { ${name}: 1 } } }`;
  const found = [
    ...(await problems(configuration({ listen: `listen: { postgres: { ${name}: 1 } }` }))),
    ...(await problems(configuration({ stores: inPool }))),
    ...(await problems(`${configuration({})}\n${name}: 1\n`)),
  ];
  expect(found).toEqual([
    expect.stringContaining(`listen.postgres.${name}: ${said}`),
    expect.stringContaining(`stores.shop.pool.${name}: ${said}`),
    expect.stringContaining(` ${name}: ${said}`),
  ]);
});

test('a name that is PgBouncer’s as well is an unknown key where no settings of a pool stand', async () => {
  const found = await problems(
    configuration({ purposes: 'purposes: { delivery: { title: a, basis: contract, user: b } }' }),
  );
  expect(found).toEqual([expect.stringContaining('purposes.delivery.user: unknown key')]);
});

test('the manual has them all, with what becomes of them', async () => {
  const takesEffect = (paths: readonly string[]): string => (paths.some(needsRestart) ? 'restart' : 'reload');
  const rows = [...pgbouncerSettings].map(([name, setting]) => {
    if (setting.kind === 'none')
      return `| \`${name}\` | ${setting.why.replace(/^has no meaning here: /, 'no meaning: ')} | |`;
    if (setting.kind === 'use') return `| \`${name}\` | \`${setting.use}\` | ${takesEffect([setting.use])} |`;
    const places = placesOf(setting.at);
    const where = places.map((place) => `\`${place}\``).join(' and ');
    return `| \`${name}\` | ${where} | ${takesEffect(places.map((place) => `${place}.${name}`))} |`;
  });
  // `npx vitest run test/settings/pgbouncer-settings.test.ts -u` writes it anew.
  const [intro] = readFileSync(published, 'utf8').split('| setting |');
  const table = ['| setting | here | takes effect on |', '| --- | --- | --- |', ...rows].join('\n');
  await expect(`${intro}${table}\n`).toMatchFileSnapshot(published);
});

test.each(['500ms', '32768', '1d'])('%s is no time that Linux takes for `tcp_keepidle`', async (duration) => {
  const found = await problems(configuration({ listen: `listen: { postgres: { tcp_keepidle: ${duration} } }` }));
  expect(found).toEqual([expect.stringContaining('must be from 1 to 32767 seconds, or 0')]);
});
