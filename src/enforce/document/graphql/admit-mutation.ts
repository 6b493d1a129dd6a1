import { GatewayError } from '../../../errors/index.js';
import type { ResolvedOperation } from '../../../graphql/index.js';
import type { ResourceDecision } from '../../../policy/index.js';
import { noResource } from '../no-resource.js';
import type { ConsentLookup } from '../record-filter.js';
import { subjectSpellings } from '../subject-spellings.js';
import type { GraphqlPlan } from './graphql-plan.js';
import type { FoundBy } from './settle-input.js';

export interface AskedMutation {
  readonly plan: GraphqlPlan;
  readonly operation: ResolvedOperation;
  readonly found: readonly FoundBy[];
  readonly store: string;
  readonly consent: ConsentLookup | null;
}

/**
 * May the mutation go out? All that it is said to write must be writable. Where only some objects may be seen, it must be known
 * beforehand that it writes one of them: it must be given the subject, so that its will can be asked.
 *
 * @throws GatewayError
 */
export async function admitMutation(asked: AskedMutation): Promise<void> {
  const { plan, operation } = asked;
  const fields = operation.places.filter(({ coordinates }) => !coordinates.every((one) => one.endsWith('.__typename')));
  for (const { coordinates } of fields) {
    for (const coordinate of coordinates) {
      const name = coordinate.slice(coordinate.indexOf('.') + 1);
      const written = plan.endpoint.mutations.get(name);
      if (written === undefined) {
        throw new GatewayError('refused', `mutation \`${name}\` is not declared`, {
          hint: 'an operator can declare it: `graphql.mutations` of the resource',
        });
      }
      for (const target of written) {
        const type = admitTarget(plan, name, target);
        await admitSubjects(asked, name, type, fields.length);
      }
    }
  }
}

function admitTarget({ decisions }: GraphqlPlan, mutation: string, target: string): ResourceDecision {
  const [type = '', field] = target.split('.');
  const decision = decisions.get(type);
  const mayWrite = field === undefined ? decision?.deletable === true : decision?.writable.has(field) === true;
  if (decision !== undefined && mayWrite) return decision;
  throw new GatewayError(
    'refused',
    `mutation \`${mutation}\` writes \`${target}\`, which may not be written for this purpose`,
  );
}

async function admitSubjects(
  { found, store, consent }: AskedMutation,
  mutation: string,
  { entry, rows }: ResourceDecision,
  mutations: number,
): Promise<void> {
  const type = entry.graphql?.type ?? '';
  const own = found.filter((by) => by.mutation === mutation && by.field.startsWith(`${type}.`));
  const subjects = own.map(({ field, value }) =>
    field === `${type}.${entry.subject?.field}` && (typeof value === 'string' || typeof value === 'number')
      ? String(value)
      : null,
  );
  const known = subjects.filter((subject) => subject !== null);
  for (const row of rows) {
    const isWill = row.kind === 'consent' || row.kind === 'no_objection';
    // Another mutation of the operation could be given no subject.
    if (!isWill || consent === null || mutations > 1 || known.length === 0 || known.length < subjects.length) {
      throw new GatewayError('refused', `\`${mutation}\` could write a record that the purpose may not see`, {
        hint: isWill
          ? 'send one mutation, and give it the subject that it is about'
          : 'the rule that filters records can not be asked before the write',
      });
    }
    const asked = row.kind === 'no_objection' ? known.flatMap(subjectSpellings) : known;
    const permitted = await consent.permitted(store, row.kind, row.purpose, asked);
    if (!asked.every((subject) => permitted.has(subject))) throw noResource();
  }
}
