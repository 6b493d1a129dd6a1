import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A field that holds nodes: of one kind, or of any (`Node`); one, or a list of them. */
export interface GrammarField {
  readonly name: string;
  readonly kind: string;
  readonly isList: boolean;
}

/** Every kind of node in PostgreSQL's trees, as the types of the parser describe them, with those of its fields that hold nodes. */
export const grammar: ReadonlyMap<string, readonly GrammarField[]> = readGrammar();

function readGrammar(): ReadonlyMap<string, readonly GrammarField[]> {
  const declared = createRequire(import.meta.url)
    .resolve('@pgsql/types')
    .replace(/index\.js$/, 'types.d.ts');
  const text = readFileSync(declared, 'utf8');
  const kinds = new Map<string, readonly (readonly [name: string, type: string])[]>();
  for (const [, kind = '', body = ''] of text.matchAll(/^export interface (\w+) \{\n(.*?)^\}/gms)) {
    kinds.set(
      kind,
      [...body.matchAll(/^ {4}(\w+)\?: (.*);$/gm)].map(([, name = '', type = '']) => [name, type]),
    );
  }
  return new Map(
    [...kinds].map(([kind, fields]) => [
      kind,
      fields
        .map(([name, type]) => ({ name, kind: type.replace('[]', ''), isList: type.endsWith('[]') }))
        .filter((field) => field.kind === 'Node' || kinds.has(field.kind)),
    ]),
  );
}
