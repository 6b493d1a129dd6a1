import { readSource } from './source-file.js';

const declared = /\bfunction\*\s+(\w+)\s*(?:<[^>]*>)?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\):\s*Steps</g;

const local = /\bconst (\w+) = function\*/g;

/** Ways that lead to one by another name. */
const byOtherNames = 'rewrite\\.(?:query|writing|expression|fields)';

const namesIn = (code: string, pattern: RegExp) => [...code.matchAll(pattern)].map((match) => match[1]!);

/** What may stand before a call: it is gone on with there, or is given to what goes on with it. */
const goneOnWith = [
  /\byield\* $/,
  /\b(?:inOneGo|forATurn)\($/,
  /\bfunction\* $/,
  /\bmapInSteps\([^;]*=> $/,
  /\byield\* \w+\([^;]*, $/,
];

/**
 * Calls of what is done in steps that nobody goes on with: nothing of it is done then, and where it should have judged or guarded
 * something the compiler may not say so.
 */
export function begunAndForgotten(tree: ReadonlyMap<string, string>): readonly string[] {
  const codes = [...tree].map(([path, text]) => ({ path, bare: readSource(path, text).bare }));
  const names = [...codes.flatMap(({ bare }) => namesIn(bare, declared)), byOtherNames];
  return codes.flatMap(({ path, bare }) =>
    [...bare.matchAll(callOf([...names, ...namesIn(bare, local)]))]
      .filter((match) => !goneOnWith.some((before) => before.test(bare.slice(0, match.index))))
      .map(
        (match) => `${path}:${bare.slice(0, match.index).split('\n').length}: \`${match[1]}\` is begun, and forgotten`,
      ),
  );
}

function callOf(names: readonly string[]): RegExp {
  return new RegExp(`(?<![\\w$.])(?:[\\w$]+\\??\\.)*(${[...new Set(names)].join('|')})\\(`, 'g');
}
