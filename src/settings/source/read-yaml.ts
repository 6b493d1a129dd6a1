import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { Position, SettingsIssue } from '../issue.js';
import { printPath, type SourceEntry, type SourceNode, type SourcePath } from './source-tree.js';

/** Aliases may repeat what they name: past this many nodes a file is an attack or a mistake. */
const nodesMax = 200_000;

/** A file's text as a tree. What YAML itself does not accept is pushed to `issues`, and null comes back for an unreadable file. */
export function readYaml(file: string, text: string, issues: SettingsIssue[]): SourceNode | null {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const reader = new YamlReader(file, lineCounter, issues);
  if (!Array.isArray(documents) || documents.length === 0) {
    reader.complain(0, [], 'the file is empty; a configuration starts with `version: 1`');
    return null;
  }
  const [document, second] = documents;
  if (document === undefined) return null;
  for (const error of [...document.errors, ...document.warnings]) {
    reader.complain(error.pos[0], [], sayYamlError(error.code, error.message));
  }
  if (second !== undefined) {
    reader.complain(second.range[0], [], 'a file holds one YAML document; put the second into a file of its own');
  }
  if (document.errors.length > 0) return null;
  if (document.contents === null) {
    reader.complain(0, [], 'the file is empty; a configuration starts with `version: 1`');
    return null;
  }
  return reader.read(document.contents, document);
}

class YamlReader {
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #issues: SettingsIssue[];
  #nodes = 0;

  constructor(file: string, lines: LineCounter, issues: SettingsIssue[]) {
    this.#file = file;
    this.#lines = lines;
    this.#issues = issues;
  }

  complain(offset: number, path: SourcePath, message: string): void {
    this.#issues.push({ ...this.#position(offset), key: printPath(path), message });
  }

  read(contents: Node, document: Document): SourceNode {
    return this.#node(contents, document, [], []);
  }

  #position(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #node(node: unknown, document: Document, path: SourcePath, inside: readonly unknown[]): SourceNode {
    const offset = rangeStart(node);
    const at = this.#position(offset);
    const nothing: SourceNode = { kind: 'scalar', at, value: null };
    this.#nodes += 1;
    if (this.#nodes > nodesMax) {
      if (this.#nodes === nodesMax + 1)
        this.complain(offset, path, `the file unfolds into more than ${nodesMax} values`);
      return nothing;
    }
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined || inside.includes(target)) {
        this.complain(offset, path, 'this alias names nothing that stands before it');
        return nothing;
      }
      return this.#node(target, document, path, inside);
    }
    if (isScalar(node)) return this.#scalar(node.value, at, offset, path);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.#node(item, document, [...path, index], [...inside, node]));
      return { kind: 'list', at, items };
    }
    if (!isMap(node)) return nothing;
    const entries = new Map<string, SourceEntry>();
    for (const pair of node.items) {
      const keyOffset = rangeStart(pair.key);
      if (!isScalar(pair.key) || (typeof pair.key.value !== 'string' && typeof pair.key.value !== 'number')) {
        this.complain(keyOffset, path, 'a key must be text; quote it');
        continue;
      }
      const key = String(pair.key.value);
      if (key === '__proto__') {
        this.complain(keyOffset, [...path, key], 'this key is not allowed');
        continue;
      }
      const keyAt = this.#position(keyOffset);
      const value = pair.value as unknown;
      const entry =
        value === null
          ? ({ kind: 'scalar', at: keyAt, value: null } as const)
          : this.#node(value, document, [...path, key], [...inside, node]);
      entries.set(key, { keyAt, node: entry });
    }
    return { kind: 'map', at, entries };
  }

  #scalar(value: unknown, at: Position, offset: number, path: SourcePath): SourceNode {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return { kind: 'scalar', at, value };
    }
    this.complain(offset, path, 'must be text, a number, true or false; quote it to make it text');
    return { kind: 'scalar', at, value: null };
  }
}

function rangeStart(node: unknown): number {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return range?.[0] ?? 0;
}

/** The parser's own words may quote the file, and a file may hold a secret: only those known not to are shown. */
function sayYamlError(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands twice in the same map; keep one';
  if (code === 'TAB_AS_INDENT') return 'tabs may not indent YAML; use spaces';
  if (code === 'BAD_INDENT') return 'the indentation here does not fit, or something before it is not closed';
  if (code === 'MISSING_CHAR')
    return 'something is missing before this: a quote, a comma, a colon or a closing bracket';
  if (code === 'UNRESOLVED_TAG' || code === 'TAG_RESOLVE_FAILED') return 'tags (`!name`) are not used here; remove it';
  if (code === 'BAD_ALIAS') return 'this alias names nothing that stands before it';
  const first = message.split('\n', 1)[0] ?? '';
  return /["'`:]/.test(first)
    ? `not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`
    : `not valid YAML: ${first}`;
}
