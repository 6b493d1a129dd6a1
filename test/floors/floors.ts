import { posix } from 'node:path';
import { rooms } from './rooms.js';
import { readSource, type SourceFile } from './source-file.js';

/**
 * Checks a tree of sources against the house: which room imports which, by which door, and what is kept to a few places.
 * `texts` holds every file's text by its path below src. Answers one line for each breach, sorted.
 */
export function breaches(texts: ReadonlyMap<string, string>): readonly string[] {
  const files = [...texts].map(([path, text]) => readSource(path, text));
  return [
    ...files.flatMap(importBreaches),
    ...files.flatMap(keptPlaceBreaches),
    ...files.flatMap(nameBreaches),
    ...cycles(files),
  ].sort();
}

/** `pg/session.ts` is in `pg`; `compose.ts`, beside the rooms, is one of its own. */
function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}

function importBreaches(file: SourceFile): readonly string[] {
  const room = roomOf(file.path);
  const rules = rooms[room];
  if (rules === undefined) return [`${file.path}: room \`${room}\` is not in the table`];
  return file.imports.flatMap((specifier) => {
    const breach = isRelative(specifier) ? roomBreach(file, specifier) : moduleBreach(file, specifier);
    return breach === null ? [] : [`${file.path}: ${breach}`];
  });
}

function roomBreach(file: SourceFile, specifier: string): string | null {
  const target = resolve(file.path, specifier);
  if (target.startsWith('..')) return `\`${specifier}\` leaves src`;
  const [from, to] = [roomOf(file.path), roomOf(target)];
  if (from === to) return null;
  if (!rooms[from]?.rooms.includes(to)) return `room \`${from}\` may not import room \`${to}\``;
  const doors = [`${to}.ts`, `${to}/index.ts`];
  return doors.includes(target) ? null : `enters room \`${to}\` by \`${target}\` instead of its index.ts`;
}

function moduleBreach(file: SourceFile, specifier: string): string | null {
  const room = roomOf(file.path);
  const { builtins = [], packages = {} } = rooms[room] ?? {};
  if (specifier.startsWith('node:')) {
    const name = specifier.slice('node:'.length).split('/')[0]!;
    if (name === 'console') return '`console` stands nowhere';
    return builtins === 'any' || builtins.includes(name) ? null : `room \`${room}\` may not import \`${specifier}\``;
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const place = packages[name];
  if (place === undefined) return `room \`${room}\` may not import package \`${name}\``;
  const isPlace =
    place === null || file.path === place || file.path.startsWith(`${place}/`) || file.path === `${place}.ts`;
  return isPlace ? null : `package \`${name}\` is for \`${place}\` alone`;
}

/** What may stand in a few places only, and what in none. */
const kept: readonly {
  readonly what: string;
  /** The pattern looks at the code with what stands between quotes, or without. */
  readonly reads: 'code' | 'bare';
  readonly pattern: RegExp;
  mayStandIn(path: string): boolean;
}[] = [
  {
    what: '`process.env` is for settings and main.ts alone',
    reads: 'code',
    pattern:
      /\bprocess\s*(?:\?\.|\.|\[\s*['"`])\s*env\b|\{[^{}]*\benv\b[^{}]*\}\s*(?:=\s*process\b|from\s*['"](?:node:)?process)/,
    mayStandIn: (path) => path.startsWith('settings/') || path === 'main.ts',
  },
  {
    what: '`console` stands nowhere',
    reads: 'bare',
    pattern: /\bconsole\s*(?:\?\.|\.|\[)|=\s*console\b/,
    mayStandIn: () => false,
  },
  {
    what: '`Date.now`, `new Date()` and `Math.random` are for base alone',
    reads: 'bare',
    pattern: /\bDate\s*(?:\?\.|\.)\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|[;,)\n])|\bMath\s*(?:\?\.|\.)\s*random\b/,
    mayStandIn: (path) => path.startsWith('base/'),
  },
  {
    what: 'a module is imported by a literal name',
    reads: 'code',
    pattern: /\b(?:import|require)\s*\(\s*(?!['"`])|\bcreateRequire\b/,
    // The demo's PostgreSQL is in a package that is named after the platform.
    mayStandIn: (path) => path === 'cli/demo/postgres-binaries.ts',
  },
];

function keptPlaceBreaches({ path, code, bare }: SourceFile): readonly string[] {
  return kept
    .filter(({ pattern, reads, mayStandIn }) => !mayStandIn(path) && pattern.test(reads === 'bare' ? bare : code))
    .map(({ what }) => `${path}: ${what}`);
}

/** Words that name no concept. */
const empty = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'manager',
  'managers',
  'service',
  'services',
  'misc',
]);

function nameBreaches({ path }: SourceFile): readonly string[] {
  const words = path
    .toLowerCase()
    .replace(/\.ts$/, '')
    .split(/[/.\-_]/);
  return words.filter((word) => empty.has(word)).map((word) => `${path}: \`${word}\` names no concept`);
}

/** Each knot of files that import one another, as one line. */
function cycles(files: readonly SourceFile[]): readonly string[] {
  const imports = new Map(
    files.map(({ path, imports }) => [path, imports.filter(isRelative).map((specifier) => resolve(path, specifier))]),
  );
  const reachable = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const waiting = [...(imports.get(from) ?? [])];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      waiting.push(...(imports.get(path) ?? []));
    }
    return seen;
  };
  const reach = new Map([...imports.keys()].map((path) => [path, reachable(path)]));
  const knots = [...reach]
    .filter(([path, seen]) => seen.has(path))
    .map(([path, seen]) =>
      [...seen]
        .filter((other) => reach.get(other)?.has(path))
        .sort()
        .join(', '),
    );
  return [...new Set(knots)].map((knot) => `files import one another: ${knot}`);
}
