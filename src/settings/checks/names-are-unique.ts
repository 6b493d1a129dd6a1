import type { Check } from './check.js';

/** What is told apart by a name within a list has a name of its own. */
export const namesAreUnique: Check = (context) => {
  const rules = new Set<string>();
  context.settings.rules.forEach(({ name }, index) => {
    if (rules.has(name)) context.error([...context.rulePath(index), 'name'], `there is already a rule \`${name}\``);
    rules.add(name);
  });
  const keys = new Set<string>();
  context.settings.keys.pseudonym.forEach(({ id }, index) => {
    if (keys.has(id)) context.error(['keys', 'pseudonym', index, 'id'], `there is already a key \`${id}\``);
    keys.add(id);
  });
};
