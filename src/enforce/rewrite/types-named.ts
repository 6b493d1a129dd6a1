import { effectivePath, type TypeInfo } from '../../sql/index.js';
import type { PermittedView } from './permitted-view.js';

/** The types that a name can mean where the view's search_path holds. */
export function typesOf(parts: readonly string[], { catalog, path }: PermittedView): readonly TypeInfo[] {
  const named = catalog.typesNamed(parts[parts.length - 1] ?? '');
  if (parts.length > 1) return named.filter((type) => type.schema === parts[parts.length - 2]);
  const visible = effectivePath(path, catalog);
  return named.filter((type) => visible.includes(type.schema));
}
