import { as, listOf, type Struct, textOf } from '../../../sql/index.js';
import { refused } from '../../refused.js';
import type { StatementState } from '../statement-state.js';
import type { CatalogChange } from './catalog-change.js';
import { assertSchemaOpen } from './names.js';
import { assertOnly } from './table-parts.js';

/** CREATE SCHEMA, with nothing in it. @throws GatewayError `refused`. */
export function defineSchema(struct: Struct): readonly CatalogChange[] {
  assertOnly(struct, new Set(['schemaname', 'if_not_exists']), 'CREATE SCHEMA');
  const name = textOf(struct.schemaname) ?? '';
  assertSchemaOpen(name);
  return [{ kind: 'schema', name }];
}

/**
 * CREATE EXTENSION of those that the store trusts. Migrations also ask for plpgsql, which every database has.
 *
 * @throws GatewayError `refused`.
 */
export function defineExtension(struct: Struct, { context }: StatementState): readonly CatalogChange[] {
  const name = textOf(struct.extname) ?? '';
  const isThere = name === 'plpgsql' && struct.if_not_exists === true;
  if (!isThere && !context.view.extensions.has(name))
    throw refused(`extension \`${name}\` is not trusted`, 'an operator can list it under `extensions`');
  for (const node of listOf(struct.options)) {
    const option = as(node, 'DefElem') ?? {};
    if (textOf(option.defname) !== 'schema') throw refused('CREATE EXTENSION takes SCHEMA alone through the gateway');
    assertSchemaOpen(textOf(as(option.arg, 'String')?.sval) ?? '');
  }
  return [{ kind: 'other' }];
}
