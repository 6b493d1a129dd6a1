import type { RelationSettings } from '../sections/data.js';
import { nodeAt } from '../source/source-tree.js';
import { suggestion } from '../suggest.js';
import { printQualifiedName, type QualifiedName } from '../values/qualified-name.js';
import { targetOf } from '../values/target.js';
import type { Check, CheckContext } from './check.js';

/** Each relation and resource stands in the map once, in a store of its kind, and its way to the subject arrives. */
export const dataMapHolds: Check = (context) => {
  const seen = new Map<string, number>();
  context.settings.data.forEach((entry, index) => {
    const path = context.dataPath(index);
    const store = context.settings.stores.get(entry.store);
    if (store !== undefined && (store.kind === 'http') === (entry.kind === 'relation')) {
      const wanted = store.kind === 'http' ? 'a `resource`' : 'a `relation`';
      context.error([...path, 'store'], `\`${entry.store}\` is a store of kind \`${store.kind}\`: it has ${wanted}`);
    }

    const key = targetOf(entry);
    const first = seen.get(key);
    const nameKey = entry.kind === 'relation' ? 'relation' : 'resource';
    if (first === undefined) seen.set(key, index);
    else {
      const at = nodeAt(context.tree, context.dataPath(first))?.at;
      const where = at === undefined ? 'before' : `at ${at.file}:${at.line}`;
      context.error([...path, nameKey], `\`${key}\` is already described ${where}; keep one`);
    }

    if (entry.kind === 'relation') {
      for (const name of entry.columns.keys()) {
        const problem = context.languages.pathProblem(name, 'columns');
        if (problem !== null) context.error([...path, 'columns', name], problem, 'key');
      }
    }

    if (entry.kind === 'relation' && entry.subject !== null && 'through' in entry.subject) {
      checkThrough(context, entry, index);
    }
  });
};

function checkThrough(context: CheckContext, entry: RelationSettings, index: number): void {
  const subject = entry.subject;
  if (subject === null || !('through' in subject)) return;
  const path = [...context.dataPath(index), 'subject', 'through'];
  const relations = context.settings.data.filter((other) => other.kind === 'relation' && other.store === entry.store);
  const find = (name: QualifiedName): RelationSettings | undefined =>
    relations.find((other): other is RelationSettings => other.kind === 'relation' && isSame(other.relation, name));

  const target = find(subject.through.relation);
  if (target === undefined) {
    if (context.damaged.has('data')) return;
    const names = relations.flatMap((other) => (other.kind === 'relation' ? [printQualifiedName(other.relation)] : []));
    const written = printQualifiedName(subject.through.relation);
    const message = `\`data\` has no relation \`${written}\` in \`${entry.store}\`${suggestion(written, names)}`;
    context.error([...path, 'relation'], message);
    return;
  }
  if (target.subject === null) {
    context.error([...path, 'relation'], 'has no `subject` itself, so it leads to nobody');
  } else if (target.subject.kind !== subject.kind) {
    const message = `leads to a \`${target.subject.kind}\`, not to a \`${subject.kind}\``;
    context.error([...path, 'relation'], message);
  }
  if (!joins(subject.through.on, entry.relation, target.relation)) {
    const message = `must join the two by columns: \`${entry.relation.name}.<column> = ${target.relation.name}.<column>\``;
    context.error([...path, 'on'], message);
  }

  const visited = new Set<RelationSettings>([entry]);
  let next: RelationSettings | undefined = target;
  while (next?.subject != null && 'through' in next.subject) {
    if (visited.has(next)) {
      context.error([...path, 'relation'], 'leads back to where it came from, so it never reaches a subject');
      return;
    }
    visited.add(next);
    next = find(next.subject.through.relation);
  }
}

const part = '(?:"((?:[^"]|"")+)"|([a-z_][a-z0-9_$]*))';
const side = `(?:${part}\\.)?${part}\\.${part}`;
const joinPattern = new RegExp(`^\\s*${side}\\s*=\\s*${side}\\s*$`, 'i');

/** Whether `on` is equality of a column of each of the two relations (several joined by AND). */
function joins(on: string, one: QualifiedName, other: QualifiedName): boolean {
  return on.split(/\sAND\s/i).every((equality) => {
    const found = joinPattern.exec(equality);
    if (found === null) return false;
    // Each part has a group for its quoted and one for its plain form; the relation is the second part of each side.
    const name = (group: number) => found[group]?.replaceAll('""', '"') ?? found[group + 1]?.toLowerCase();
    const sides = [name(3), name(9)];
    return sides.includes(one.name) && sides.includes(other.name);
  });
}

function isSame(one: QualifiedName, other: QualifiedName): boolean {
  return one.schema === other.schema && one.name === other.name;
}
