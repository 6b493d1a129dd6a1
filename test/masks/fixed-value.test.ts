import { expect, test } from 'vitest';
import { shapeOf } from '../../src/masks/column-shape.js';
import { fixedSql } from '../../src/masks/fixed-value.js';
import { typed } from './masked.js';

test('NULL stays NULL', () => {
  const shape = shapeOf(typed('character varying(9)'));
  expect(shape === null ? null : fixedSql('c.x', "it's", shape)).toBe(
    "CASE WHEN c.x IS NOT NULL THEN CAST('it''s' AS pg_catalog.varchar(9)) END",
  );
});
