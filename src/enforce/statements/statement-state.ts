import type { RewriteContext } from '../rewrite/context.js';
import type { Effect } from './effect.js';

/** What admitting one statement asks, and what it tells. */
export interface StatementState {
  readonly context: RewriteContext;
  readonly effects: Effect[];
  /** Purposes that the principal may act for. */
  readonly purposes: readonly string[];
  /** Names that PREPARE and DECLARE made in this session and that still stand. */
  readonly remembered: { readonly prepared: ReadonlySet<string>; readonly cursor: ReadonlySet<string> };
}
