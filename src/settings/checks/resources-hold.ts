import type { ResourceSettings } from '../sections/data.js';
import type { SourcePath } from '../source/source-tree.js';
import { suggestion } from '../suggest.js';
import type { Check, CheckContext } from './check.js';

/** Each path of a resource can be read, and each field that another key speaks of is one of its `fields`. */
export const resourcesHold: Check = (context) => {
  context.settings.data.forEach((entry, index) => {
    if (entry.kind === 'resource') checkResource(context, entry, context.dataPath(index));
  });
};

function checkResource(context: CheckContext, entry: ResourceSettings, path: SourcePath): void {
  const see = (text: string, from: 'root' | 'record', at: SourcePath, prefer: 'key' | 'value'): void => {
    const problem = context.languages.pathProblem(text, from);
    if (problem !== null) context.error(at, problem, prefer);
  };
  see(entry.records, 'root', [...path, 'records'], 'value');
  if (entry.prefix !== '' && entry.format !== 'json') {
    context.error([...path, 'prefix'], 'needs `format: json`: nothing stands before other bodies', 'key');
  }
  if (entry.body === 'form' && entry.records !== '$') {
    context.error([...path, 'body'], 'needs `records: $`: a form is one record');
  }
  for (const name of entry.fields.keys()) see(name, 'record', [...path, 'fields', name], 'key');
  for (const name of entry.envelope.keys()) see(name, 'record', [...path, 'envelope', name], 'key');
  checkScans(context, entry, path);

  const field = (name: string | null, at: SourcePath): void => {
    if (name === null || entry.fields.has(name)) return;
    context.error(at, `\`fields\` has no \`${name}\`${suggestion(name, entry.fields.keys())}`);
  };
  if (entry.subject !== null) field(entry.subject.field, [...path, 'subject', 'field']);
  if (entry.retain !== null) field(entry.retain.field, [...path, 'retain', 'field']);
  entry.query.forEach((parameter, index) => {
    field(parameter.field, [...path, 'query', index, 'field']);
    for (const [value, sorted] of parameter.values ?? []) field(sorted, [...path, 'query', index, 'values', value]);
  });
  checkParameters(context, entry, path, field);
}

const streams: ReadonlySet<string> = new Set(['sse', 'ndjson', 'json-seq']);

/** What is looked through in a stream is one event or line at a time: half an address in each of two is none in either. */
function checkScans(context: CheckContext, { format, fields, envelope }: ResourceSettings, path: SourcePath): void {
  if (!streams.has(format)) return;
  for (const [part, entries] of Object.entries({ fields, envelope })) {
    for (const [name, { scan, isWhole }] of entries) {
      if (!scan || isWhole) continue;
      const message = `in \`format: ${format}\` a text can come in pieces, of which none shows what is in it: say \`scan: whole\` where each comes whole, else take the field out`;
      context.error([...path, part, name, 'scan'], message);
    }
  }
}

function checkParameters(
  context: CheckContext,
  entry: ResourceSettings,
  path: SourcePath,
  field: (name: string | null, at: SourcePath) => void,
): void {
  const inPath = [...entry.resource.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  for (const [name, given] of entry.parameters) {
    if (inPath.includes(name)) field(given, [...path, 'parameters', name]);
    else context.error([...path, 'parameters', name], `\`resource\` has no \`{${name}}\``, 'key');
  }
  for (const name of inPath) {
    if (entry.parameters.has(name) || entry.fields.has(name)) continue;
    const message = `which field does \`{${name}}\` give? Say \`parameters: { ${name}: <field> }\`, or \`null\` for none`;
    context.error([...path, 'resource'], message);
  }
  if (new Set(inPath).size < inPath.length) context.error([...path, 'resource'], 'has a parameter twice');
}
