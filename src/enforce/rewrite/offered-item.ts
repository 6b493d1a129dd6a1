import { once } from '../../base/index.js';
import { isStruct, nameParts, type Struct, stringNode, textOf } from '../../sql/index.js';
import { counted } from './bounds.js';
import type { RewriteContext } from './context.js';
import { renamed, type Scope, type ScopeColumn, type ScopeItem } from './scope.js';

// What stands in FROM, as the rest of its query can name it.

export function aliasOf(struct: Struct): { readonly name: string | null; readonly columns: readonly string[] } {
  const alias = struct.alias;
  if (!isStruct(alias)) return { name: null, columns: [] };
  return { name: textOf(alias.aliasname) ?? null, columns: nameParts(alias.colnames) ?? [] };
}

/** With `columns` under the names that its alias gives them. */
export function scopeItem(
  struct: Struct,
  columns: readonly ScopeColumn[] | null,
  more: Partial<ScopeItem> = {},
): ScopeItem {
  const alias = aliasOf(struct);
  return {
    alias: alias.name,
    qualified: null,
    columns: renamed(columns, alias.columns),
    guard: null,
    target: null,
    qualifiedOnly: false,
    plain: false,
    extras: [],
    renamed: alias.columns.length > 0,
    aliases: alias.columns,
    ...more,
  };
}

/** What stands in FROM can be named from here on. */
export function offer(scope: Scope, context: RewriteContext, offered: ScopeItem): void {
  counted(offered.columns, context);
  scope.items.push(offered);
}

/**
 * An item that stands as it is: that its columns are those that they are taken for is seen to by naming them where one is called
 * as a function is.
 */
export function boundItem(
  struct: Struct,
  columns: readonly ScopeColumn[] | null,
  more: Partial<ScopeItem> = {},
): ScopeItem {
  const made = scopeItem(struct, columns, more);
  const bind = once(() => {
    const alias = isStruct(struct.alias) ? struct.alias : { aliasname: made.alias ?? '' };
    struct.alias = { ...alias, colnames: (made.columns ?? []).map(({ name }) => stringNode(name)) };
  });
  return { ...made, bind };
}
