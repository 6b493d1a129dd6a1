import { readFileSync } from 'node:fs';

/** A statement of test/fixtures/sql, and what is to be seen of it. */
export interface SqlFixture {
  readonly title: string;
  readonly sql: string;
  /** Askers that it is for; null: all. */
  readonly askers: readonly string[] | null;
  /** Rows are compared in their order. */
  readonly isOrdered: boolean;
  /** A question asked afterwards, in the same transaction. */
  readonly after: string | null;
  /** A part of the refusal's message or hint; null: it is answered. */
  readonly because: string | null;
}

/**
 * A file is a list of `--- title` lines, each followed by `-- key: value` lines (`for`, `after`, `because`, `ordered`) and a
 * statement. Lines that start with `# ` stand for themselves.
 */
export function readFixtures(name: string): readonly SqlFixture[] {
  const text = readFileSync(new URL(`../fixtures/sql/${name}.sql`, import.meta.url), 'utf8');
  return text
    .split(/^--- /m)
    .slice(1)
    .map((part) => readFixture(part));
}

function readFixture(part: string): SqlFixture {
  const [title = '', ...lines] = part.trimEnd().split('\n');
  const facts = new Map<string, string>();
  while (lines[0]?.startsWith('-- ')) {
    const [, key = '', value = ''] = /^-- (\w+):? ?(.*)$/.exec(lines.shift() ?? '') ?? [];
    facts.set(key, value);
  }
  const unknown = [...facts.keys()].find((key) => !['for', 'after', 'because', 'ordered'].includes(key));
  const sql = lines.join('\n').trim();
  if (unknown !== undefined || sql === '') throw new Error(`fixture \`${title}\` can not be read`);
  return {
    title,
    sql,
    askers: facts.get('for')?.split(' ') ?? null,
    isOrdered: facts.has('ordered'),
    after: facts.get('after') ?? null,
    because: facts.get('because') ?? null,
  };
}
