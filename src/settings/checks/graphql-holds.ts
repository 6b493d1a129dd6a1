import type { GraphqlSettings } from '../sections/data.js';
import type { SourcePath } from '../source/source-tree.js';
import { suggestion } from '../suggest.js';
import type { Check, CheckContext, GraphqlNames } from './check.js';

/** Each schema can be read, and has every name that is said of it. */
export const graphqlHolds: Check = (context) => {
  context.settings.data.forEach((entry, index) => {
    if (entry.kind !== 'graphql') return;
    const path = context.dataPath(index);
    const schema = context.languages.graphqlSchema(entry.graphql.schema);
    if ('issue' in schema) context.error([...path, 'graphql', 'schema'], `is no GraphQL schema: ${schema.issue}`);
    else checkNames(context, entry, schema, path);
  });
};

function checkNames(
  context: CheckContext,
  { graphql, fields }: GraphqlSettings,
  schema: GraphqlNames,
  path: SourcePath,
): void {
  const types = new Set(schema.coordinates.map((name) => name.slice(0, name.indexOf('.'))));
  const known = (names: Iterable<string>, name: string, at: SourcePath, prefer: 'key' | 'value'): boolean => {
    const all = [...names];
    if (all.includes(name)) return true;
    context.error(at, `the schema has no \`${name}\`${suggestion(name, all)}`, prefer);
    return false;
  };
  const declared = (name: string | null, at: SourcePath): void => {
    if (name === null || fields.has(name)) return;
    context.error(at, `\`fields\` has no \`${name}\`${suggestion(name, fields.keys())}`);
  };

  if (fields.size === 0) context.error([...path, 'fields'], 'must name a field: with none everything is null');
  for (const name of fields.keys()) known(schema.coordinates, name, [...path, 'fields', name], 'key');
  for (const [type, { subject, retain }] of graphql.types) {
    const at = [...path, 'graphql', 'types', type];
    if (!known(types, type, at, 'key')) continue;
    for (const [part, said] of [
      ['subject', subject],
      ['retain', retain],
    ] as const) {
      if (said === null) continue;
      const place = [...at, part, 'field'];
      const name = `${type}.${said.field}`;
      if (!known(schema.coordinates, name, place, 'value')) continue;
      if (!schema.scalars.has(name)) context.error(place, `\`${name}\` must be one scalar, without arguments`);
    }
  }
  for (const [name, { field, values }] of graphql.inputs) {
    const at = [...path, 'graphql', 'inputs', name];
    known(schema.inputs, name, at, 'key');
    declared(field, at);
    for (const sorted of values?.values() ?? []) declared(sorted, at);
  }
  for (const [name, written] of graphql.mutations) {
    const at = [...path, 'graphql', 'mutations', name];
    known(schema.mutations, name, at, 'key');
    written.forEach((target, index) => {
      const isType = [...fields.keys()].some((field) => field.startsWith(`${target}.`));
      if (!isType) declared(target, [...at, index]);
    });
  }
}
