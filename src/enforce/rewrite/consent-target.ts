import { as, descendantsOf, isStruct, parse, type Relation, textOf } from '../../sql/index.js';
import { refused } from '../refused.js';
import type { RewriteContext } from './context.js';
import { nameOf } from './relation-name.js';

/** Where the gateway keeps what it has to know, consent that it was given among it. */
const ownSchema = 'damask';

/**
 * Who writes what consent is read from decides what is seen. That is for those whom the data map gives it to, also where what
 * is not listed may be written. Asked of a relation that is not listed.
 *
 * @throws GatewayError `refused`.
 */
export function assertHoldsNoConsent(relation: Relation, context: RewriteContext): void {
  if (!reachesConsent(relation, context, 0)) return;
  throw refused(
    `writing \`${nameOf(relation)}\` would say who has consented`,
    'an operator can list what consent is read from under `data`, and permit it with `write`',
  );
}

/** Views may stand on views this deep. */
const depthMax = 32;

function reachesConsent(relation: Relation, context: RewriteContext, depth: number): boolean {
  const { catalog } = context.view;
  if (depth > depthMax || holdsConsent(relation, context)) return true;
  if (relation.ancestors.some((oid) => isHolder(catalog.relationByOid(oid), context))) return true;
  if (relation.kind !== 'v') {
    return descendantsOf(catalog, relation.oid).some((part) => holdsConsent(part, context));
  }
  return namedIn(parse(relation.definition ?? ''), context).some((one) => reachesConsent(one, context, depth + 1));
}

function isHolder(relation: Relation | undefined, context: RewriteContext): boolean {
  return relation !== undefined && holdsConsent(relation, context);
}

function holdsConsent(relation: Relation, { view }: RewriteContext): boolean {
  return relation.schema === ownSchema || (view.isConfigured(relation) && view.compiled(relation) === null);
}

/** The relations that a view's definition names: it is printed with their schemas, but for PostgreSQL's own. */
function namedIn(value: unknown, context: RewriteContext): readonly Relation[] {
  if (Array.isArray(value)) return value.flatMap((item) => namedIn(item, context));
  if (!isStruct(value)) return [];
  const range = as(value, 'RangeVar');
  const schema = textOf(range?.schemaname);
  if (range !== undefined && schema !== undefined) {
    const found = context.view.catalog.relation(schema, textOf(range.relname) ?? '');
    return found === undefined ? [] : [found];
  }
  return Object.keys(value).flatMap((key) => (key === 'A_Const' ? [] : namedIn(value[key], context)));
}
