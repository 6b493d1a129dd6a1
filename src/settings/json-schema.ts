import { z } from 'zod';
import { settingsSchema } from './schema.js';

/** The configuration's JSON Schema (draft 2020-12) for editors: what may be written, with a description of each key. */
export function settingsJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(settingsSchema, { io: 'input' });
  return { $schema, title: 'Damask configuration', description, ...(allowSubstitution(schema) as object) };
}

const description =
  'What is read at the start says so, and waits for the next one when it is changed; a reload brings all else into force.';

/** What a variable or a file will bring can't be judged in an editor: a pattern lets it stand. */
const substituted = '\\$\\{[A-Za-z_]|^file:/';

function allowSubstitution(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowSubstitution);
  if (typeof node !== 'object' || node === null) return node;
  if ('enum' in node) {
    const { type, enum: values, ...rest } = node as Record<string, unknown>;
    return {
      ...rest,
      anyOf: [
        { type, enum: values },
        { type: 'string', pattern: substituted },
      ],
    };
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === 'pattern' && typeof value === 'string') return [key, `${substituted}|${value}`];
      // A name is never substituted.
      return [key, key === 'propertyNames' ? value : allowSubstitution(value)];
    }),
  );
}
