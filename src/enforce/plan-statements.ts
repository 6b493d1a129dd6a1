import { randomBytes } from 'node:crypto';
import { cloneTree, parse, print, type StatementLimits, sameTree, type TreeNode } from '../sql/index.js';
import { referee } from './referee.js';
import { newContext } from './rewrite/new-context.js';
import type { PermittedView } from './rewrite/permitted-view.js';
import { admitStatement } from './statements/admit-statement.js';
import type { Effect } from './statements/effect.js';
import type { StatementState } from './statements/statement-state.js';

/** One statement of a text, ready to be sent. */
export interface PlannedStatement {
  /** Null: as the client wrote it. */
  readonly text: string | null;
  readonly node: TreeNode;
  readonly touchesProtected: boolean;
  readonly effects: readonly Effect[];
}

/** The statements of a text, read but not judged. @throws GatewayError `syntax`, `statement_too_complex`. */
export function readStatements(text: string, limits: StatementLimits): readonly TreeNode[] {
  return parse(text, limits).map((statement) => statement.node);
}

/**
 * Rewrites, prints and referees one statement.
 *
 * @throws GatewayError `refused` and its kin; UnknownName for a name that the catalog snapshot does not have.
 */
export function planStatement(
  node: TreeNode,
  view: PermittedView,
  state: Omit<StatementState, 'context' | 'effects'>,
): PlannedStatement {
  const context = newContext(view, node, nonce);
  const effects: Effect[] = [];
  const original = cloneTree(node);
  admitStatement(node, { ...state, context, effects });
  const touchesProtected = context.touched.size > 0;
  if (sameTree(original, node)) return { text: null, node, touchesProtected, effects };
  const printed = print(node);
  referee(printed, node, context);
  return { text: context.splices.apply(printed), node, touchesProtected, effects };
}

/** Unknown to clients, so that none can write what stands for a guard. */
const nonce = randomBytes(8).toString('hex');

/** The text of several statements. One that goes as it came is printed when another does not. */
export function joinStatements(clientText: string, planned: readonly PlannedStatement[]): string {
  if (planned.every((statement) => statement.text === null)) return clientText;
  return planned.map((statement) => statement.text ?? print(statement.node)).join(';\n');
}
