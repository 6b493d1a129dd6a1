import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSchema } from '../../src/graphql/index.js';
import {
  type LoadedSettings,
  loadSettings,
  printIssue,
  SettingsError,
  type SettingsLanguages,
} from '../../src/settings/index.js';

/** Stand-ins for the masks' and rules' rooms, just strict enough to tell right from wrong. */
export const languages: SettingsLanguages = {
  maskProblem: ({ name, options }) => {
    if (!['last4', 'initial', 'year', 'bucket', 'partial', 'pseudonym', 'hash_id'].includes(name)) {
      return `there is no mask \`${name}\``;
    }
    return name === 'bucket' && typeof options !== 'number' ? '`bucket` takes a number' : null;
  },
  maskIsKeyed: ({ name }) => name === 'pseudonym' || name === 'hash_id',
  categoryHint: (category) => (/emial|nmae|unheard/.test(category) ? `\`${category}\` is not a known category` : null),
  pathProblem: (text) => (/[?^]/.test(text) ? 'is no path' : null),
  graphqlSchema: readSchema,
  conditionProblem: (text) => (/[;(]/.test(text) ? 'is no condition' : null),
};

export const key = Buffer.alloc(32, 7).toString('base64');

/** Loads the given files from a directory of their own; a single `damask.yaml` is loaded by name. */
export async function load(
  files: string | Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<LoadedSettings> {
  const directory = mkdtempSync(join(tmpdir(), 'damask-settings-'));
  try {
    const all = typeof files === 'string' ? { 'damask.yaml': files } : files;
    for (const [name, text] of Object.entries(all)) writeFileSync(join(directory, name), text);
    const path = typeof files === 'string' ? join(directory, 'damask.yaml') : directory;
    return await loadSettings({ path, environment, languages });
  } catch (fault) {
    throw fault instanceof SettingsError
      ? new SettingsError(fault.issues.map((issue) => ({ ...issue, file: issue.file.replace(`${directory}/`, '') })))
      : fault;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Everything wrong with a configuration, as it is printed; empty when it is accepted. */
export async function problems(
  files: string | Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  try {
    await load(files, environment);
    return [];
  } catch (fault) {
    if (fault instanceof SettingsError)
      return fault.issues.map(printIssue).map((line) => line.replaceAll(/\/tmp\/damask-settings-\w+\//g, ''));
    throw fault;
  }
}

/** `key: message` of each warning. */
export async function warnings(yaml: string, environment: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { warnings } = await load(yaml, environment);
  return warnings.map(({ key: path, message }) => `${path}: ${message}`);
}

/** A small configuration without fault. Sections given by name replace its own; `''` takes one out. */
export function configuration(sections: Readonly<Record<string, string>> = {}): string {
  const all: Record<string, string> = {
    version: 'version: 1',
    listen: 'listen: { postgres: { port: 6432 } }',
    keys: `keys: { pseudonym: [{ id: k1, secret: "${key}" }] }`,
    stores: 'stores: { shop: { kind: postgres, url: "postgres://damask:pw@127.0.0.1/shop" } }',
    purposes: 'purposes: { delivery: { basis: contract }, offers: { basis: consent } }',
    recipients: 'recipients: { house: { role: controller } }',
    principals: 'principals: { app: { recipient: house, purposes: [delivery], auth: { password: pw } } }',
    consent:
      'consent: { source: { store: shop, relation: public.consents, subject: customer_id, purpose: purpose, granted: "state = 1" } }',
    data: 'data: [{ store: shop, relation: public.customers, subject: { kind: customer, column: id }, columns: { id: user.unique_id, email: user.contact.email } }]',
    rules:
      'rules: [{ name: deliver, purpose: delivery, fields: { user.contact: pass, user.unique_id: { mask: hash_id } } }]',
    ...sections,
  };
  return `${Object.values(all).filter(Boolean).join('\n')}\n`;
}
