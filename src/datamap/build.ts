import { invariant } from '../base/index.js';
import { isCategory } from './category.js';
import { type GraphqlEntry, graphqlResources } from './graphql-entry.js';
import { unknownCategoryHint } from './known-categories.js';
import type { DataMap, FieldEntry, RelationEntry, ResourceEntry } from './model.js';
import { relationKey } from './relation-name.js';

/** An entry of the configuration's `data`, read. */
export type DataMapInput =
  | ({ readonly kind: 'relation' } & RelationEntry)
  | ({ readonly kind: 'resource' } & ResourceEntry)
  | ({ readonly kind: 'graphql' } & GraphqlEntry);

/** Something odd; `path` leads to it in the input: `[0, 'columns', 'email']`. */
export interface DataMapWarning {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface BuiltDataMap {
  readonly dataMap: DataMap;
  /** Categories that nobody knows: rules decide over them as over any other. */
  readonly warnings: readonly DataMapWarning[];
}

/**
 * Makes the data map out of what the configuration says.
 *
 * @throws InvariantError when a relation or resource stands in it twice, or a category is none: whoever read the
 * configuration has let it through.
 */
export function buildDataMap(input: readonly DataMapInput[]): BuiltDataMap {
  const relations: RelationEntry[] = [];
  const resources: ResourceEntry[] = [];
  const warnings: DataMapWarning[] = [];
  const seen = new Set<string>();
  input.forEach((entry, index) => {
    const key =
      entry.kind === 'relation' ? relationKey(entry.store, entry.relation) : `${entry.store}:${entry.resource}`;
    invariant(!seen.has(key), `\`${key}\` is in the data map once`);
    seen.add(key);
    if (entry.kind === 'relation') {
      const { kind: _, ...relation } = entry;
      relations.push(relation);
      warnings.push(...categoryWarnings(entry.columns, [index, 'columns']));
    } else if (entry.kind === 'graphql') {
      resources.push(...graphqlResources(entry));
      for (const part of ['fields', 'headers'] as const) warnings.push(...categoryWarnings(entry[part], [index, part]));
    } else {
      const { kind: _, ...resource } = entry;
      resources.push(resource);
      for (const part of ['fields', 'envelope', 'headers'] as const)
        warnings.push(...categoryWarnings(entry[part], [index, part]));
    }
  });
  return { dataMap: { relations, resources }, warnings };
}

function categoryWarnings(
  fields: ReadonlyMap<string, FieldEntry>,
  path: readonly (string | number)[],
): readonly DataMapWarning[] {
  return [...fields].flatMap(([name, { category }]) => {
    invariant(isCategory(category), `\`${category}\` is a category`);
    const message = unknownCategoryHint(category);
    return message === null ? [] : [{ path: [...path, name], message }];
  });
}
