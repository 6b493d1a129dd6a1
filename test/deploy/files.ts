import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const root = new URL('../../', import.meta.url);

/** Path of a file of the repository. */
export function pathOf(file: string): string {
  return fileURLToPath(new URL(file, root));
}

export function textOf(file: string): string {
  return readFileSync(pathOf(file), 'utf8');
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests look at
export type Document = any;

/** The documents of a YAML file. @throws Error at the first mistake or doubled key. */
export function yamlOf(file: string): Document[] {
  return parseAllDocuments(textOf(file)).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS();
  });
}
