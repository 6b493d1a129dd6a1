import { preparableKinds, type TreeNode, tagOf } from '../../sql/index.js';
import type { ConnectionUse } from '../connection/connection-use.js';
import type { ShownFields } from '../shown-fields.js';
import type { HoledText } from './holed-text.js';

/** What texts of a template that are planned alike have in common. */
export interface TemplatePlan {
  readonly holed: HoledText;
  readonly touchesProtected: boolean;
  readonly rowsMax: number | null;
  readonly fields: ShownFields;
  readonly use: ConnectionUse;
}

/**
 * The plan of such a statement may serve texts with other literals. In other kinds literals stand that are no constants, and what the
 * session is can decide.
 */
export function canServe(statement: TreeNode): boolean {
  return preparableKinds.has(tagOf(statement) ?? '');
}
