import type { TreatCoordinates } from '../../../graphql/index.js';
import type { Treatment } from '../../../json/index.js';
import { strictestMask } from '../../../policy/index.js';
import { treatmentOf } from '../document-plan.js';
import type { GraphqlPlan } from './graphql-plan.js';

/** How values come out by what they are. Where they may be several things the strictest speaks; what nobody declared is null. */
export function treatCoordinates({ decisions, keys }: Pick<GraphqlPlan, 'decisions' | 'keys'>): TreatCoordinates {
  return (coordinates) => {
    const found = coordinates.map((coordinate) => {
      const [type = '', field = ''] = coordinate.split('.');
      const resource = decisions.get(type);
      return { entry: resource?.entry.fields.get(field), decision: resource?.fields.get(field) };
    });
    if (found.some(({ decision }) => decision?.kind === 'withhold')) return withheld;
    if (found.some(({ decision }) => decision === undefined)) return null;
    const masks = found.flatMap(({ decision, entry }) =>
      decision?.kind === 'mask' ? [{ decision, type: entry?.type }] : [],
    );
    const [first] = masks;
    if (first === undefined) return { kind: 'pass' };
    const mask = strictestMask(masks.map(({ decision }) => decision.mask));
    if (mask === null || masks.some(({ type }) => type !== first.type)) return withheld;
    return treatmentOf({ ...first.decision, mask }, { type: first.type }, keys);
  };
}

const withheld: Treatment = { kind: 'withhold' };
