import { describe, expect, test } from 'vitest';
import { storedComparison } from '../../../src/enforce/relation/stored-comparison.js';
import { compileMask, deriveKeys, type MaskSpec, maskKeys } from '../../../src/masks/index.js';
import type { Column } from '../../../src/sql/index.js';

const keys = maskKeys({ purpose: 'p', ...deriveKeys(Buffer.alloc(32, 7), 'p') });

const typeOids: Readonly<Record<string, number>> = {
  int2: 21,
  int4: 23,
  int8: 20,
  uuid: 2950,
  text: 25,
  varchar: 1043,
  bpchar: 1042,
};

function column(typname: string, more: Partial<Column> = {}): Column {
  return {
    name: 'c',
    attnum: 1,
    typeOid: typeOids[typname] ?? 0,
    typmod: -1,
    declared: { int2: 'smallint', int4: 'integer', int8: 'bigint', bpchar: 'character(40)' }[typname] ?? typname,
    baseTypname: typname,
    collation: null,
    notNull: false,
    hasDefault: false,
    generated: false,
    identity: false,
    ...more,
  };
}

function comparison(typname: string, spec: MaskSpec, more: Partial<Column> = {}) {
  const mask = compileMask(spec);
  if ('issue' in mask) throw new Error(mask.issue);
  return storedComparison(mask, spec, column(typname, more), keys);
}

const spec = (name: string, options?: unknown): MaskSpec => ({ name, options });
const short = spec('pseudonym');
const long = spec('pseudonym', { length: 32 });
const hashed = spec('hash_id');

describe('what is stored is compared', () => {
  test.each([
    ['integers and UUIDs, which are permuted', 'int4', short],
    ['integers and UUIDs, which are permuted', 'uuid', hashed],
    ['texts whose pseudonyms are as long as a hash', 'text', long],
    ['texts whose pseudonyms are as long as a hash', 'varchar', long],
  ])('%s (%s)', (_, typname, mask) => {
    expect(comparison(typname, mask)).not.toBeNull();
  });
});

describe('masks are compared', () => {
  test.each<[string, string, MaskSpec, Partial<Column>]>([
    ['two texts may share a short pseudonym', 'text', short, {}],
    ['two texts share an initial', 'text', spec('initial'), {}],
    ['a collation of its own may take different texts for equal', 'text', long, { collation: '"public"."folded"' }],
    ['a domain may have an operator of its own', 'int4', hashed, { typeOid: 70_000, declared: 'public.key' }],
    ['padding is another matter', 'bpchar', long, {}],
  ])('%s', (_, typname, mask, more) => {
    expect(comparison(typname, mask, more)).toBeNull();
  });
});

test('one class: the same mask, options and type', () => {
  const classOf = (typname: string, mask: MaskSpec) => comparison(typname, mask)?.class;
  expect(classOf('text', long)).toBe(classOf('varchar', long));
  expect(classOf('int4', hashed)).toBe(classOf('int4', spec('hash_id')));
  expect(classOf('int4', hashed)).not.toBe(classOf('int8', hashed));
  expect(classOf('int4', hashed)).not.toBe(classOf('int4', short));
  expect(classOf('int4', hashed)).not.toBe(classOf('int4', spec('hash_id', { scope: 'shared' })));
  expect(classOf('text', long)).not.toBe(classOf('text', spec('pseudonym', { length: 64 })));
});

describe('the value behind a mask', () => {
  const original = (typname: string) => {
    const found = comparison(typname, hashed)?.original;
    if (!found) throw new Error(typname);
    return found;
  };
  const maskOf = (typname: string, value: string) => {
    const mask = compileMask(hashed);
    if ('issue' in mask) throw new Error(mask.issue);
    return mask.apply(value, { typname, declared: column(typname).declared }, keys) ?? '';
  };

  test.each(['int2', 'int4', 'int8'])('%s: a number, and what reads as one', (typname) => {
    const mask = maskOf(typname, '777');
    const of = original(typname).ofConstant;
    expect(of({ kind: 'number', text: mask })).toBe('777');
    expect(of({ kind: 'number', text: `0${mask}.00` })).toBe('777');
    expect(of({ kind: 'string', text: mask })).toBe("'777'");
    expect(of({ kind: 'number', text: maskOf(typname, '-5') })).toBe('(-5)');
    expect(of({ kind: 'string', text: maskOf(typname, '-5') })).toBe("'-5'");
  });

  test('a number that is no value of the type is equal to none', () => {
    for (const text of ['1.5', '40000', '-40000', '9223372036854775808', '1'.repeat(60)]) {
      expect(original('int2').ofConstant({ kind: 'number', text })).toBe('9223372036854775808');
    }
  });

  test.each([' 7', '0x1F', '1_000', '', 'x', '7.0', '40000'])('%j is left to the type itself', (text) => {
    expect(original('int2').ofConstant({ kind: 'string', text })).toBeNull();
  });

  test('a number in scientific notation is not told', () => {
    expect(original('int4').ofConstant({ kind: 'number', text: '1e5' })).toBeNull();
  });

  test('a UUID, as it is written most', () => {
    const value = 'c0ffee00-0000-4000-8000-000000000001';
    const of = original('uuid').ofConstant;
    expect(of({ kind: 'string', text: maskOf('uuid', value).toUpperCase() })).toBe(`'${value}'`);
    expect(of({ kind: 'string', text: `{${value}}` })).toBeNull();
    expect(of({ kind: 'number', text: '1' })).toBeNull();
    expect(original('uuid').takesNumbers).toBe(false);
  });

  test.each([
    ['int2', 1005],
    ['int4', 1007],
    ['int8', 1016],
    ['uuid', 2951],
  ])('%s: what stands for an expression, and the type of a list', (typname, arrayOid) => {
    const mask = compileMask(hashed);
    if ('issue' in mask) throw new Error(mask.issue);
    const turned = mask.unapplySql?.('v.c', { typname, declared: column(typname).declared }, keys);
    expect(turned).toContain('v.c');
    expect(original(typname).ofSql('v.c')).toBe(turned);
    expect(original(typname).arrayOid).toBe(arrayOid);
    expect(original(typname).type).toBe(`pg_catalog.${typname}`);
  });

  test('there is none behind a hash', () => {
    expect(comparison('text', long)?.original).toBeNull();
  });
});
