import { expect, test } from 'vitest';
import { builtinTypeName, isUntyped } from '../../../src/enforce/rewrite/types.js';
import type { FunctionInfo, Struct, TypeInfo } from '../../../src/sql/index.js';
import { domainType } from '../domain-type.js';
import { expressionOf, plan, refusal, smallCatalog, smallContext } from '../small-view.js';

test.each(["'x'::text", "'5'::pg_catalog.int8", "'ok'::mood", "'ok'::public.mood", 'NULL::int[]', "'x'::varchar(3)"])(
  '%s may be written',
  (sql) => {
    expect(plan(`SELECT ${sql}`).text).toBe(`SELECT ${sql}`);
  },
);

test('a base type of the store needs a trusted extension', () => {
  expect(refusal("SELECT 'x'::blob")).toMatch(/^42501 type `public\.blob` is not trusted/);
});

test('a type that nobody made does not exist', () => {
  expect(refusal("SELECT 'x'::nothing")).toMatch(/^42704 type "nothing" does not exist/);
});

test('a name that the session has given to a table or view means a type of that, whoever has called one so since', () => {
  const long = `mood${'x'.repeat(59)}`;
  const made = (name: string) => {
    const mine = { name, columns: ['a'], typeOids: [], permit: 'now', holdsProtected: false };
    const session = { temporary: { known: new Map([[name, mine]]), permit: 'now' } };
    const view = { name, columns: ['a'], definition: 'SELECT 1 AS a', path: [] };
    const viewed = { temporary: { known: new Map(), views: new Map([[name, view]]), permit: 'now' } };
    return (type: string) =>
      [session, viewed].map((one) => refusal(`SELECT NULL::${type}`, 'mailer', { session: one }));
  };
  const own = expect.stringMatching(/^42501 `\w+` is a temporary table's or view's type/);
  for (const type of ['mood', 'mood[]', '_mood', '__mood']) expect(made('mood')(type)).toEqual([own, own]);
  expect(made(long)(`_${long.slice(0, 62)}`)).toEqual([own, own]);
  for (const [type, free] of [
    ['public.mood', 'admitted: SELECT NULL::public.mood'],
    ['text', 'admitted: SELECT NULL::text'],
    // No such type is in the small catalog.
    ['_text', '42704 type "_text" does not exist'],
  ] as const) {
    for (const name of ['mood', 'text_of_mood', 'tex']) expect(made(name)(type)).toEqual([free, free]);
  }
});

test('%TYPE is refused', () => {
  expect(refusal('CREATE FUNCTION f(a customers.id%TYPE) RETURNS int AS $$1$$ LANGUAGE sql')).toMatch(/^42501/);
});

test('the name of a type of PostgreSQL’s own is told', () => {
  const typeOf = (sql: string) =>
    builtinTypeName((expressionOf(sql) as { TypeCast: { typeName: Struct } }).TypeCast.typeName, smallContext());
  expect(typeOf('a::int8')).toBe('int8');
  expect(typeOf('a::text')).toBe('text');
  expect(typeOf('a::mood')).toBe(undefined);
  expect(typeOf('a::int8[]')).toBe(undefined);
  expect(builtinTypeName(undefined, smallContext())).toBe(undefined);
});

test('strings and NULL have no type of their own', () => {
  expect(["'x'", 'NULL', '5', '1.5', 'true', 'a'].map((sql) => isUntyped(expressionOf(sql)))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('what a domain is checked by must be one that may be called, for all that is made of it', () => {
  const [leak] = smallCatalog.functionsNamed('leak');
  const made = [
    domainType(17_001, 'checked', { checkedBy: [leak?.oid ?? 0] }),
    domainType(17_002, 'over', { baseType: 17_001 }),
    domainType(17_003, 'free', { checkedBy: [] }),
    domainType(17_004, 'span', { kind: 'r', baseType: 17_002 }),
  ];
  const catalog = {
    ...smallCatalog,
    typesNamed: (name: string) => made.filter((type) => type.name === name),
    typeByOid: (oid: number) => made.find((type) => type.oid === oid) ?? smallCatalog.typeByOid(oid),
  };
  const why = /^42501 a value of `public\.checked` is checked by a function that is not listed/;
  expect(refusal("SELECT 'x'::checked", 'mailer', { catalog })).toMatch(why);
  expect(refusal("SELECT 'x'::over", 'mailer', { catalog })).toMatch(why);
  expect(refusal("SELECT '[x,x]'::span", 'mailer', { catalog })).toMatch(why);
  expect(refusal("SELECT 'x'::free", 'mailer', { catalog })).toMatch(/^admitted/);
  const listed = { catalog, functions: new Set(['public.leak']) };
  expect(refusal("SELECT 'x'::over", 'mailer', listed)).toMatch(/^admitted/);
  const declared = (oid: number) => () => plan('SELECT $1', 'mailer', { catalog, parameterTypes: [oid] });
  expect(declared(17_002)).toThrow('is checked by a function');
  expect(declared(17_003)).not.toThrow();
});

test('what a listed function takes is checked, too', () => {
  const [leak] = smallCatalog.functionsNamed('leak');
  const asks = { ...leak, name: 'asks', argumentTypes: [17_001] } as FunctionInfo;
  const checked = { ...smallCatalog.typesNamed('mood')[0], oid: 17_001, checkedBy: [leak?.oid ?? 0] } as TypeInfo;
  const catalog = {
    ...smallCatalog,
    functionsNamed: (name: string) => (name === 'asks' ? [asks] : smallCatalog.functionsNamed(name)),
    typeByOid: (oid: number) => (oid === checked.oid ? checked : smallCatalog.typeByOid(oid)),
  };
  const functions = new Set(['public.asks']);
  expect(refusal("SELECT asks('x')", 'mailer', { catalog, functions })).toMatch(/is checked by a function/);
  functions.add('public.leak');
  expect(refusal("SELECT asks('x')", 'mailer', { catalog, functions })).toMatch(/^admitted/);
});
