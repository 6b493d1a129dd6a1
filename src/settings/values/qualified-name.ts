import { z } from 'zod';

/** A name with its schema, as the catalog holds it. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

const pattern = /^(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))\.(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))$/;

/** `public.customers`, `"Odd Schema"."Odd Name"`. Null when it is not of this form. */
export function parseQualifiedName(text: string): QualifiedName | null {
  const parts = pattern.exec(text);
  if (parts === null) return null;
  const schema = parts[1]?.replaceAll('""', '"') ?? parts[2];
  const name = parts[3]?.replaceAll('""', '"') ?? parts[4];
  return schema === undefined || name === undefined ? null : { schema, name };
}

/** Text of the form `schema.name`, for things of the kind that `example` is one of. */
export function qualifiedName(example: string) {
  const error = `must be a name with its schema, such as \`${example}\`; quote parts with capitals: \`public."Orders"\``;
  return z
    .string({ error })
    .regex(pattern, { error })
    .transform((text): QualifiedName => parseQualifiedName(text) ?? { schema: '', name: text });
}

/** `public.customers`, `public."Orders"`: quoted only where it must be, so that two names never print the same. */
export function printQualifiedName({ schema, name }: QualifiedName): string {
  const print = (part: string) => (/^[a-z_][a-z0-9_$]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`);
  return `${print(schema)}.${print(name)}`;
}
