import { unknownCategoryHint } from '../datamap/index.js';
import { isStepwise } from '../enforce/index.js';
import { readSchema } from '../graphql/index.js';
import { parseFieldPath, parseJsonPath } from '../json/index.js';
import { compileMask, maskIssue } from '../masks/index.js';
import { parseRule } from '../rules/index.js';
import type { SettingsLanguages } from '../settings/index.js';

/** The rooms that settings are judged by. */
export const settingsLanguages: SettingsLanguages = {
  maskProblem: maskIssue,
  maskIsKeyed: (spec) => {
    const mask = compileMask(spec);
    return !('issue' in mask) && mask.keyed;
  },
  categoryHint: unknownCategoryHint,
  pathProblem: (text, from) => {
    const path = from === 'root' ? parseJsonPath(text) : parseFieldPath(text);
    // A key that is no path is the name of a column, and may have any character.
    if (from === 'columns')
      return 'issue' in path || isStepwise(path) ? null : 'members of a column are named level by level, without `..`';
    return 'issue' in path ? path.issue : null;
  },
  graphqlSchema: readSchema,
  conditionProblem: (text) => {
    const rule = parseRule(text);
    return 'issue' in rule ? rule.issue : null;
  },
};
