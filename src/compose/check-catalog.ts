import { categoryCovers, printRelationName } from '../datamap/index.js';
import { columnKeys, hasMembers, listedParts, ruleColumn } from '../enforce/index.js';
import { compileMask } from '../masks/index.js';
import { decide, type FieldDecision, isLookedThrough } from '../policy/index.js';
import { ruleIssue } from '../rules/index.js';
import { type ConsentTableSettings, type QualifiedName, type RelationSettings, targetOf } from '../settings/index.js';
import type { Column, Relation } from '../sql/index.js';
import type { LiveDatabase } from './live-database.js';
import { policyFrom } from './policy.js';
import { ruleFrom } from './rule.js';

type Path = readonly (string | number)[];

/** Whatever the configuration names in this database is there, and fits. */
export function checkCatalog(live: LiveDatabase, now: number): void {
  const { settings, store } = live;
  settings.data.forEach((entry, index) => {
    if (entry.kind === 'relation' && entry.store === store.name) checkEntry(live, entry, ['data', index]);
  });
  checkParts(live);
  checkRows(live);
  checkMasks(live, now);
  const sources = settings.consent?.sources ?? [];
  sources.forEach((source, index) => {
    const path = live.isList(['consent', 'source']) ? ['consent', 'source', index] : ['consent', 'source'];
    if (source.kind === 'table' && source.store === store.name) checkConsent(live, source, path);
  });
  store.functions.forEach(({ schema, name }, index) => {
    if (live.catalog.functionsNamed(name).some((found) => found.schema === schema)) return;
    live.error(['stores', store.name, 'functions', index], `\`${live.database}\` has no such function`);
  });
  checkCasts(live);
}

/** A relation is refused while one of its parts is listed otherwise. */
function checkParts(live: LiveDatabase): void {
  const { settings, store, catalog } = live;
  for (const [oid, part] of listedParts(policyFrom(settings), store.name, catalog).listedOtherwise) {
    const whole = catalog.relationByOid(oid);
    const index = settings.data.findIndex(
      (entry) =>
        entry.kind === 'relation' &&
        entry.store === store.name &&
        entry.relation.schema === part.schema &&
        entry.relation.name === part.name,
    );
    live.error(
      index < 0 ? ['data'] : ['data', index, 'relation'],
      `\`${part.schema}.${part.name}\` is part of \`${whole?.schema}.${whole?.name}\`, which is listed otherwise, so that is refused; list the two alike, or the whole alone`,
    );
  }
}

/** A cast that runs by itself makes the gateway refuse what could use it, unless its function is listed. */
function checkCasts(live: LiveDatabase): void {
  const { catalog, store } = live;
  for (const { source, target, functionOid, context } of catalog.foreignCasts) {
    if (context === 'e') continue;
    const called = catalog.functionByOid(functionOid);
    const isListed = store.functions.some(({ schema, name }) => called?.schema === schema && called.name === name);
    if (isListed || (called?.extension && store.extensions.includes(called.extension))) continue;
    const [from, to] = [source, target].map((oid) => catalog.typeByOid(oid)?.name ?? '?');
    live.warning(
      ['stores', store.name, 'functions'],
      `\`${live.database}\` casts \`${from}\` to \`${to}\` by itself with \`${called?.schema}.${called?.name}\`, which is not listed: statements with both types are refused`,
    );
  }
}

function checkEntry(live: LiveDatabase, entry: RelationSettings, path: Path): void {
  const relation = relationAt(live, entry.relation, [...path, 'relation']);
  if (relation === null) return;
  checkColumns(live, relation, entry, [...path, 'columns']);
  const { subject, retain } = entry;
  if (subject !== null && 'column' in subject) columnAt(live, relation, subject.column, [...path, 'subject', 'column']);
  if (retain !== null) {
    const column = columnAt(live, relation, retain.column, [...path, 'retain', 'column']);
    if (column !== null && !isMoment(column)) {
      live.error([...path, 'retain', 'column'], `is of type \`${column.declared}\`, not a date or a timestamp`);
    }
  }
}

/** Each key speaks of a column that is there, of members only where there can be some, and no column is without one. */
function checkColumns(live: LiveDatabase, relation: Relation, entry: RelationSettings, path: Path): void {
  const { columns, unknown } = columnKeys(relation.columns, entry.columns.keys());
  for (const key of unknown) columnAt(live, relation, key, [...path, key]);
  for (const column of relation.columns) {
    const { own = [], members = [] } = columns.get(column.name) ?? {};
    for (const key of own) if (entry.columns.get(key)?.scan === true) checkScan(live, column, [...path, key, 'scan']);
    for (const key of own.slice(1)) live.error([...path, key], `is \`${column.name}\`, which has its category already`);
    for (const { key } of members) {
      if (!hasMembers(column)) {
        const message = `\`${column.name}\` is of type \`${column.declared}\`: only json and jsonb have members, so it is withheld`;
        live.error([...path, key], message);
      } else if (entry.columns.get(key)?.lookup === 'exact') {
        live.error([...path, key], 'a member is not looked up: `lookup` is for a column');
      }
    }
  }
  const isNamed = (name: string) => {
    const { own = [], members = [] } = columns.get(name) ?? {};
    return own.length + members.length > 0;
  };
  const unnamed = relation.columns.filter(({ name }) => !isNamed(name)).map(({ name }) => `\`${name}\``);
  if (unnamed.length === 0) return;
  const message = `${unnamed.join(', ')} ${unnamed.length === 1 ? 'is' : 'are'} not classified, so withheld from everybody`;
  live.warning(path, message);
}

/** Only texts are looked through. */
function checkScan(live: LiveDatabase, column: Column, path: Path): void {
  if (takesScan(column)) return;
  const instead = hasMembers(column)
    ? 'declare the members that hold texts'
    : 'take `scan` out, or leave the column out';
  const message = `needs a text: \`${column.name}\` is of type \`${column.declared}\`, so it is withheld where it would be looked through; ${instead}`;
  live.error(path, message);
}

function takesScan(column: Column): boolean {
  const scan = compileMask({ name: 'scan', options: undefined });
  return !('issue' in scan) && scan.takes({ typname: column.baseTypname, declared: column.declared });
}

function checkRows(live: LiveDatabase): void {
  const { settings, store } = live;
  const entries = settings.data.filter((entry) => entry.kind === 'relation' && entry.store === store.name);
  settings.rules.forEach((rule, index) => {
    for (const { target, written, condition } of rule.rows) {
      const entry = entries.find((candidate) => targetOf(candidate) === target);
      const relation = entry?.kind === 'relation' ? find(live, entry.relation) : null;
      if (relation === null) continue;
      checkCondition(live, relation, condition, ['rules', index, 'rows', written]);
    }
  });
}

function checkConsent(live: LiveDatabase, source: ConsentTableSettings, path: Path): void {
  const relation = relationAt(live, source.relation, [...path, 'relation']);
  if (relation === null) return;
  const subject = columnAt(live, relation, source.subjectColumn, [...path, 'subject']);
  columnAt(live, relation, source.purposeColumn, [...path, 'purpose']);
  for (const [key, name] of [
    ['until', source.untilColumn],
    ['recorded_at', source.recordedAtColumn],
  ] as const) {
    const column = name === null ? null : columnAt(live, relation, name, [...path, key]);
    if (column !== null && !isMoment(column)) {
      live.error([...path, key], `is of type \`${column.declared}\`, not a date or a timestamp`);
    }
  }
  for (const [key, condition] of [
    ['granted', source.granted],
    ['objected', source.objected],
  ] as const) {
    if (condition !== null) checkCondition(live, relation, condition, [...path, key]);
  }
  if (subject === null) return;
  for (const entry of live.settings.data) {
    if (entry.kind !== 'relation' || entry.store !== source.store) continue;
    if (entry.subject === null || !('column' in entry.subject)) continue;
    const name = entry.subject.column;
    const own = find(live, entry.relation)?.columns.find((column) => column.name === name);
    if (own === undefined || kindOf(own) === kindOf(subject)) continue;
    const other = `\`${entry.relation.schema}.${entry.relation.name}.${own.name}\` (\`${own.declared}\`)`;
    live.error([...path, 'subject'], `is of type \`${subject.declared}\`, which can't be compared with ${other}`);
  }
}

/** Its columns are there, and what it does with them fits their types. */
function checkCondition(live: LiveDatabase, relation: Relation, condition: string, path: Path): void {
  const rule = ruleFrom(condition);
  const columns = rule.fields.map((field) => columnAt(live, relation, field, path));
  if (columns.includes(null)) return;
  const issue = ruleIssue(rule, (field) => ruleColumn(live.catalog, relation, field, 'row'));
  if (issue !== null) live.error(path, issue);
}

/** For every principal and purpose: the mask that the policy puts on a column takes the column's type. */
function checkMasks(live: LiveDatabase, now: number): void {
  const policy = policyFrom(live.settings);
  const told = new Set<string>();
  for (const principal of policy.principals.values()) {
    for (const purpose of principal.purposes) {
      const decision = decide(policy, { principal: principal.name, purpose }, live.store.name, now);
      if ('kind' in decision) {
        const path = ['principals', principal.name, 'purposes', principal.purposes.indexOf(purpose)];
        tellOnce(told, path.join(' '), () => live.warning(path, decision.message));
        continue;
      }
      for (const { entry, fields } of decision.relations.values()) {
        const relation = find(live, entry.relation);
        if (relation === null) continue;
        const spoken = columnKeys(relation.columns, fields.keys()).columns;
        for (const column of relation.columns) {
          for (const key of spoken.get(column.name)?.own ?? []) {
            const field = fields.get(key);
            if (field !== undefined) checkMask(live, told, relation, column, field);
          }
        }
      }
    }
  }
}

function checkMask(
  live: LiveDatabase,
  told: Set<string>,
  relation: Relation,
  column: Column,
  decision: FieldDecision,
): void {
  // A column that can't be looked through is told where it says so.
  if (decision.kind !== 'mask' || isLookedThrough(decision)) return;
  const mask = compileMask(decision.mask);
  if (!('issue' in mask) && mask.takes({ typname: column.baseTypname, declared: column.declared })) return;
  const { rule: ruleName, category } = decision.reason;
  const index = live.settings.rules.findIndex(({ name }) => name === ruleName);
  const keys = [...(live.settings.rules[index]?.fields.keys() ?? [])].filter(
    (key) => category !== null && categoryCovers(key, category),
  );
  const key = keys.reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), '');
  const place = `${printRelationName(relation)}.${column.name}`;
  const message = `mask \`${decision.mask.name}\` does not take \`${column.declared}\`, so \`${place}\` is withheld instead`;
  tellOnce(told, `${ruleName} ${place}`, () => live.error(['rules', index, 'fields', key, 'mask'], message));
}

function tellOnce(told: Set<string>, what: string, tell: () => void): void {
  if (told.has(what)) return;
  told.add(what);
  tell();
}

function find(live: LiveDatabase, { schema, name }: QualifiedName): Relation | null {
  return live.catalog.relation(schema, name) ?? null;
}

function relationAt(live: LiveDatabase, name: QualifiedName, path: Path): Relation | null {
  const relation = find(live, name);
  if (relation !== null) return relation;
  const message = `database \`${live.database}\` has no relation \`${name.schema}.${name.name}\``;
  // Of a store's several databases one may be without it.
  if (live.store.databases.length > 1) live.warning(path, message);
  else live.error(path, message);
  return null;
}

function columnAt(live: LiveDatabase, relation: Relation, name: string, path: Path): Column | null {
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column === undefined) live.error(path, `\`${relation.schema}.${relation.name}\` has no column \`${name}\``);
  return column ?? null;
}

function isMoment({ baseTypname }: Column): boolean {
  return baseTypname === 'date' || baseTypname === 'timestamp' || baseTypname === 'timestamptz';
}

/** Types that PostgreSQL compares with one another. */
function kindOf({ baseTypname }: Column): string {
  if (/^(int[248]|numeric|float[48])$/.test(baseTypname)) return 'number';
  return /^(text|varchar|bpchar|name)$/.test(baseTypname) ? 'text' : baseTypname;
}
