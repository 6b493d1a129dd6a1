import { matchPaths } from './source/match-paths.js';
import { plainValue, type SourceNode, type SourcePath } from './source/source-tree.js';

/** A setting that the format has and the gateway has not. */
interface MissingFeature {
  /** Where it is written; `*` is any key or index. */
  readonly at: string;
  /** Which values ask for it; any if not given. */
  readonly asks?: (value: unknown) => boolean;
  readonly what: string;
}

const isMask = (name: string) => (value: unknown) =>
  value === name || (typeof value === 'object' && value !== null && name in value);

/** Doing without these would show more than the operator allowed, or serve nothing: they are refused. */
const refused: readonly MissingFeature[] = [
  { at: 'rules.*.fields.*.mask', asks: isMask('token'), what: 'the mask `token`' },
  { at: 'consent.source', asks: (value) => value === 'managed', what: 'managed consent' },
  { at: 'consent.source.*', asks: (value) => value === 'managed', what: 'managed consent' },
  { at: 'consent.project_into', what: 'copying consent into stores' },
];

/** Doing without these shows no more than the operator allowed: they are accepted, with a warning. */
const ignored: readonly MissingFeature[] = [
  { at: 'state', what: "the gateway's own database" },
  { at: 'listen.admin.console', what: 'the console page' },
  { at: 'purposes.*.notice', what: 'the privacy notice' },
];

/** A place that asks for something missing. */
export interface NotAvailable {
  readonly path: SourcePath;
  readonly message: string;
}

/** Everything in the files that must be refused until the gateway has it. */
export function refusedUntilAvailable(tree: SourceNode): NotAvailable[] {
  return find(tree, refused, (what) => `${what} is not available yet; take this out`);
}

/** Everything in the files that has no effect until the gateway has it. */
export function ignoredUntilAvailable(tree: SourceNode): NotAvailable[] {
  return find(tree, ignored, (what) => `${what} is not available yet; this has no effect`);
}

function find(tree: SourceNode, features: readonly MissingFeature[], say: (what: string) => string): NotAvailable[] {
  return features.flatMap(({ at, asks, what }) =>
    matchPaths(tree, at)
      .filter(({ node }) => asks?.(plainValue(node)) ?? true)
      .map(({ path }) => ({ path, message: say(what) })),
  );
}
