import type { SourcePath } from '../source/source-tree.js';
import { suggestion } from '../suggest.js';
import { targetsOf } from '../values/target.js';
import type { Check } from './check.js';
import { consentSourcePath } from './names-exist.js';

/** Each condition is one in the rule language, and each `rows` condition is about something that `data` describes. */
export const conditionsAreValid: Check = (context) => {
  const { settings, languages } = context;
  const see = (condition: string, path: SourcePath): void => {
    const problem = languages.conditionProblem(condition);
    if (problem !== null) context.error(path, problem);
  };

  const described = settings.data.flatMap(targetsOf);
  settings.rules.forEach((rule, index) => {
    const seen = new Set<string>();
    for (const { target, written, condition } of rule.rows) {
      const path = [...context.rulePath(index), 'rows', written];
      see(condition, path);
      if (seen.has(target)) context.error(path, 'names the same thing as the one before; join them with AND', 'key');
      seen.add(target);
      if (described.includes(target) || context.damaged.has('data')) continue;
      const message = `\`data\` describes no \`${written}\`${suggestion(written, described)}`;
      context.error(path, message, 'key');
    }
  });
  settings.consent?.sources.forEach((source, index) => {
    if (source.kind === 'managed') return;
    const path = consentSourcePath(context, index);
    see(source.granted, [...path, 'granted']);
    if (source.objected !== null) see(source.objected, [...path, 'objected']);
  });
};
