import { type ColumnType, compileMask, deriveKeys, type Mask, maskKeys } from '../../src/masks/index.js';

const purpose = 'analytics';

/** Always the same keys, so that expectations can be written down. */
export const keys = maskKeys({ purpose, ...deriveKeys(Buffer.alloc(32, 7), purpose) });

const typnames: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'bpchar',
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  boolean: 'bool',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
};

/** A type by what format_type() prints of it. */
export function typed(declared: string): ColumnType {
  const base = declared.replace(/\(.*?\)/, '');
  return { typname: typnames[base] ?? base, declared };
}

/** A mask that must fit its options. */
export function mask(name: string, options?: unknown): Mask {
  const compiled = compileMask({ name, options });
  if ('issue' in compiled) throw new Error(compiled.issue);
  return compiled;
}

/** What `mask` makes of a value of a type that it must take. */
export function masked(wanted: Mask, declared: string, value: string): string | null {
  const type = typed(declared);
  if (!wanted.takes(type)) throw new Error(`${wanted.name} does not take ${declared}`);
  return wanted.apply(value, type, keys);
}

/** What is said of options that do not fit; null when they do. */
export function issueOf(name: string, options?: unknown): string | null {
  const compiled = compileMask({ name, options });
  return 'issue' in compiled ? compiled.issue : null;
}
