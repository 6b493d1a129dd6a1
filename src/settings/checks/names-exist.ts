import { nodeAt, type SourcePath } from '../source/source-tree.js';
import { suggestion } from '../suggest.js';
import type { Check, CheckContext } from './check.js';

type Section = Parameters<CheckContext['declared']>[0];

/** Every purpose, recipient, principal and store that a section speaks of is declared. */
export const namesExist: Check = (context) => {
  const { settings } = context;
  const see = (section: Section, name: string, path: SourcePath): void => {
    const declared = context.declared(section);
    if (declared.includes(name)) return;
    const kind = section.slice(0, -1);
    context.error(path, `there is no ${kind} \`${name}\` in \`${section}\`${suggestion(name, declared)}`);
  };

  for (const [name, recipient] of settings.recipients) {
    [...(recipient.purposes ?? [])].forEach((purpose, index) => {
      see('purposes', purpose, ['recipients', name, 'purposes', index]);
    });
  }
  for (const [name, principal] of settings.principals) {
    see('recipients', principal.recipient, ['principals', name, 'recipient']);
    principal.purposes.forEach((purpose, index) => {
      see('purposes', purpose, ['principals', name, 'purposes', index]);
    });
  }
  settings.data.forEach((entry, index) => {
    see('stores', entry.store, [...context.dataPath(index), 'store']);
  });
  settings.rules.forEach((rule, index) => {
    const path = context.rulePath(index);
    see('purposes', rule.purpose, [...path, 'purpose']);
    if (rule.when.principal !== undefined) see('principals', rule.when.principal, [...path, 'when', 'principal']);
    if (rule.when.recipient !== undefined) see('recipients', rule.when.recipient, [...path, 'when', 'recipient']);
  });
  settings.consent?.sources.forEach((source, index) => {
    if (source.kind !== 'table') return;
    const path = consentSourcePath(context, index);
    see('stores', source.store, [...path, 'store']);
    (source.serves ?? []).forEach((store, position) => {
      see('stores', store, [...path, 'serves', position]);
    });
  });
  settings.consent?.projectInto.forEach((store, index) => {
    see('stores', store, ['consent', 'project_into', index]);
  });
};

/** Where the files have a consent source: alone, or in a list. */
export function consentSourcePath(context: CheckContext, index: number): SourcePath {
  const isList = nodeAt(context.tree, ['consent', 'source'])?.kind === 'list';
  return isList ? ['consent', 'source', index] : ['consent', 'source'];
}
