import { expect, test } from 'vitest';
import { typesOf, visibleSchemas } from '../../../src/enforce/rewrite/types-named.js';
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
