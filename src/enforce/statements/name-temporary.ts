import type { Struct } from '../../sql/index.js';
import type { RewriteContext } from '../rewrite/context.js';
import { mention } from '../rewrite/mentions.js';
import { qualifyRelation, temporaryOf } from '../rewrite/relation-name.js';
import { temporarySchema } from '../rewrite/temporaries.js';

/**
 * A temporary table of the session, where a name in a statement that only names it means one: it stands there by its schema.
 *
 * @throws GatewayError `refused` when it was made under another purpose or policy.
 */
export function nameTemporary(range: Struct, context: RewriteContext): boolean {
  const temporary = temporaryOf(range, context);
  if (temporary === undefined) return false;
  mention(context, temporary.typeOids);
  context.temporaries.read.add(temporary);
  context.targets.add(range);
  qualifyRelation(range, temporarySchema, context);
  return true;
}
