import { type ConsentSource, consentCondition, noObjectionCondition } from '../../consent/index.js';
import { type DataMap, findRelation, type RelationEntry } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import type { RelationDecision, RowRequirement } from '../../policy/index.js';
import { ruleToSql } from '../../rules/index.js';
import { type CatalogSnapshot, quoteIdentifier, quoteRelation, type Relation } from '../../sql/index.js';
import { ruleColumn } from './rule-column.js';
import { joinCondition } from './subject-link.js';

export interface FilterFacts {
  readonly store: string;
  readonly dataMap: DataMap;
  readonly catalog: CatalogSnapshot;
  /** Where this store's consent stands; null when none does, and then what asks for consent is refused. */
  readonly consent: ConsentSource | null;
}

type Condition = (alias: string) => string;

/**
 * The rows of a relation that may be seen, as one SQL condition over a row of it. Every requirement must hold; one that
 * is NULL does not. `at the scan`: it is asked as the relation is read, before a row of it meets those of another.
 *
 * @throws GatewayError `refused` for a requirement that can't be expressed here.
 */
export function rowFilter(
  relation: Relation,
  decision: RelationDecision,
  facts: FilterFacts,
  asked: 'anywhere' | 'at the scan' = 'anywhere',
): Condition | null {
  const conditions = decision.rows.map((requirement) => {
    const condition = conditionOf(requirement, relation, decision.entry, facts);
    return asked === 'at the scan' && asksElsewhere.has(requirement.kind) ? kept(condition) : condition;
  });
  if (conditions.length === 0) return null;
  return (alias) => conditions.map((condition) => `(${condition(alias)})`).join(' AND ');
}

/** Requirements that another relation tells of. */
const asksElsewhere: ReadonlySet<RowRequirement['kind']> = new Set(['consent', 'no_objection']);

/**
 * The planner makes a join of an EXISTS, which may stand above others; but not of one within CASE, which is then a condition of the
 * relation's own scan, as all are that name no other (`pull_up_sublinks` looks through AND and NOT alone).
 */
function kept(condition: Condition): Condition {
  return (alias) => `CASE WHEN ${condition(alias)} THEN true ELSE false END`;
}

function conditionOf(
  requirement: RowRequirement,
  relation: Relation,
  entry: RelationEntry,
  facts: FilterFacts,
): Condition {
  switch (requirement.kind) {
    case 'consent':
    case 'no_objection': {
      const source = facts.consent;
      if (source === null) {
        throw new GatewayError(
          'refused',
          `purpose \`${requirement.purpose}\` needs a consent source in store \`${facts.store}\``,
        );
      }
      const build = requirement.kind === 'consent' ? consentCondition : noObjectionCondition;
      return subjectCondition(entry, facts, (subjectSql) =>
        build(source, { subjectSql, purpose: requirement.purpose }),
      );
    }
    case 'rule':
      return (alias) => ruleToSql(requirement.condition, (field) => ruleColumn(facts.catalog, relation, field, alias));
    case 'retention': {
      const found = relation.columns.find((candidate) => candidate.name === requirement.column);
      const oldest = found === undefined ? null : oldestKept(found.baseTypname, requirement);
      if (oldest === null) {
        throw new GatewayError('refused', `retention column \`${requirement.column}\` does not exist or is no date`);
      }
      const column = quoteIdentifier(requirement.column);
      return (alias) => `${quoteIdentifier(alias)}.${column} OPERATOR(pg_catalog.>) ${oldest}`;
    }
    default:
      return requirement satisfies never;
  }
}

/** The moment before which rows are out of sight, in the column's type, reckoned in UTC whatever the session's TimeZone. */
function oldestKept(
  typname: string,
  { months, days }: { readonly months: number; readonly days: number },
): string | null {
  // A zone name such as 'UTC' can be shadowed by a session's TimeZone; no offset at all can't.
  const utc = (moment: string) => `pg_catalog.timezone(pg_catalog.make_interval(), ${moment})`;
  const age = `pg_catalog.make_interval(months => ${months}, days => ${days})`;
  const moment = `(${utc('pg_catalog.now()')} OPERATOR(pg_catalog.-) ${age})`;
  switch (typname) {
    case 'timestamptz':
      return utc(moment);
    case 'timestamp':
      return moment;
    case 'date':
      return `CAST(${moment} AS pg_catalog.date)`;
    default:
      return null;
  }
}

/** How deep a chain of `through` links may go: a longer one is a circle in the data map. */
const linksMax = 8;

/**
 * A condition on the subject of a row. Where the row leads to its subject through another relation, at least one row
 * there must meet it.
 */
function subjectCondition(
  entry: RelationEntry,
  facts: FilterFacts,
  build: (subjectSql: string) => string,
  depth = 0,
): Condition {
  const link = entry.subject;
  const name = `${entry.relation.schema}.${entry.relation.name}`;
  if (link === null) throw new GatewayError('refused', `relation \`${name}\` has no \`subject\` in the data map`);
  if ('column' in link) {
    return (alias) => build(`${quoteIdentifier(alias)}.${quoteIdentifier(link.column)}`);
  }
  if (depth >= linksMax) throw new GatewayError('refused', `the subject of \`${name}\` is linked in a circle`);
  const { relation, on } = link.through;
  const next = findRelation(facts.dataMap, facts.store, relation.schema, relation.name);
  if (next === undefined) {
    throw new GatewayError('refused', `relation \`${relation.schema}.${relation.name}\` is not in the data map`);
  }
  const further = subjectCondition(next, facts, build, depth + 1);
  return (alias) => {
    // A relation that is written is called as its client likes.
    const name = `damask_link_${depth}`;
    const inner = alias === name ? `${name}_` : name;
    return (
      `EXISTS (SELECT 1 FROM ${quoteRelation(relation.schema, relation.name)} AS ${inner} WHERE ` +
      `${joinCondition(on, entry.relation, alias, relation, inner)} AND ${further(inner)})`
    );
  };
}
