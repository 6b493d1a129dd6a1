import { expect, test } from 'vitest';
import { typesOf, typesWithin, visibleSchemas } from '../../../src/enforce/rewrite/types-named.js';
import type { TypeInfo } from '../../../src/sql/index.js';
import { smallSpace } from '../small-view.js';

test('a name means the types that the search_path leads to, or those of the schema that is named', () => {
  const { view } = smallSpace('mailer');
  const schemas = (parts: string[], path = view.path) =>
    typesOf(parts, { ...view, path, sessionPath: path }).map((type) => type.schema);
  expect(schemas(['mood'])).toEqual(['public']);
  expect(schemas(['mood'], [])).toEqual([]);
  expect(schemas(['public', 'mood'], [])).toEqual(['public']);
  expect(schemas(['int8'], [])).toEqual(['pg_catalog']);
  expect(schemas(['nothing'])).toEqual([]);
});

test('in a view that is opened, what the session’s search_path finds counts too', () => {
  const { view } = smallSpace('mailer');
  const opened = { ...view, path: [] };
  expect(typesOf(['mood'], opened).map((type) => type.schema)).toEqual(['public']);
  expect(visibleSchemas(opened)).toEqual(expect.arrayContaining(['pg_catalog', 'public']));
  expect(visibleSchemas({ ...opened, sessionPath: opened.path })).toEqual(['pg_catalog']);
});

test('what values of a type are made of is found, however deep', () => {
  const { view } = smallSpace('mailer');
  const [orders] = [...view.catalog.relations()].filter(({ name }) => name === 'orders');
  const made: Readonly<Record<number, Partial<TypeInfo>>> = {
    1: { baseType: 2 },
    2: { elementType: 3 },
    3: { relation: orders?.oid ?? 0 },
  };
  const typeByOid = (oid: number) =>
    made[oid] === undefined
      ? view.catalog.typeByOid(oid)
      : ({ baseType: 0, elementType: 0, relation: 0, ...made[oid] } as TypeInfo);
  expect([...typesWithin([1], { ...view.catalog, typeByOid })]).toEqual([1, 2, 3, 20, 1700, 1184]);
  expect([...typesWithin([20, 99], view.catalog)]).toEqual([20, 99]);
});
