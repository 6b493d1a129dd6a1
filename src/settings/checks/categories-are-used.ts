import type { SourcePath } from '../source/source-tree.js';
import { suggestion } from '../suggest.js';
import { covers } from '../values/category.js';
import type { Check } from './check.js';

/**
 * Each category that a rule or an agreement speaks of covers a classified field. One that covers none and that nobody
 * knows is a slip of the pen, and a slip in a `withhold` would show what it was to hide. A field of a category that nobody
 * knows is worth a word: fewer rules cover it.
 */
export const categoriesAreUsed: Check = (context) => {
  const { settings, languages } = context;
  const used = new Set<string>();
  settings.data.forEach((entry, index) => {
    const [key, fields] = entry.kind === 'relation' ? ['columns', entry.columns] : ['fields', entry.fields];
    for (const [name, { category }] of fields) {
      used.add(category);
      const hint = languages.categoryHint(category);
      if (hint !== null) context.warning([...context.dataPath(index), key, name], hint);
    }
  });

  // With entries left out it can't be told what is unused.
  if (context.damaged.has('data')) return;
  const known = withAncestors(used);
  const see = (category: string, path: SourcePath, prefer: 'key' | 'value'): void => {
    if ([...used].some((narrower) => covers(category, narrower))) return;
    const message = `no field in \`data\` is of the category \`${category}\``;
    if (languages.categoryHint(category) === null) context.warning(path, message, prefer);
    else context.error(path, `${message}${suggestion(category, known)}`, prefer);
  };

  for (const [name, recipient] of settings.recipients) {
    recipient.categories?.forEach((category, index) => {
      see(category, ['recipients', name, 'categories', index], 'value');
    });
  }
  settings.rules.forEach((rule, index) => {
    const path = context.rulePath(index);
    for (const category of rule.fields.keys()) see(category, [...path, 'fields', category], 'key');
    rule.write.forEach((category, position) => {
      see(category, [...path, 'write', position], 'value');
    });
  });
};

function withAncestors(categories: ReadonlySet<string>): Set<string> {
  const all = new Set<string>();
  for (const category of categories) {
    const steps = category.split('.');
    for (let length = 1; length <= steps.length; length += 1) all.add(steps.slice(0, length).join('.'));
  }
  return all;
}
