import type { FieldEntry } from '../../datamap/index.js';
import { GatewayError } from '../../errors/index.js';
import type { DocumentPlan, MaskScalar, Treatment } from '../../json/index.js';
import type { MaskKeys } from '../../masks/index.js';
import { isLookedThrough, type ResourceDecision } from '../../policy/index.js';
import { fieldPlans, recordsPath } from './field-plans.js';
import { maskWrittenBack, writtenText } from './written-value.js';

/**
 * What may be sent of a body that writes: the declared fields that may be written. Whatever else there is counts as left out, and
 * then nothing is sent. Member names that are data are written where they are seen as they are.
 */
export function writePlan(decision: ResourceDecision, keys: MaskKeys): DocumentPlan {
  const { entry, fields } = decision;
  const plans = fieldPlans(entry.fields, {
    value: (path, field) =>
      // What is seen of an address is the gateway's, and none of the store's.
      isWritten(decision, path) && field.link !== true ? writtenAs(decision, path, field, keys) : { kind: 'withhold' },
    names: (path) => (isWritten(decision, path) && fields.get(path)?.kind === 'pass' ? 'pass' : () => notWritten(path)),
  });
  return { records: [{ path: recordsPath(entry.records), ...plans }] };
}

/** Of a name that is data: an object around it may be written with all that is in it, so that it is not enough to leave it out. */
function notWritten(path: string): never {
  throw new GatewayError('refused', `names of \`${path}\` may not be written for this purpose`, {
    hint: 'a rule can permit it with `write`, where it is seen as it is',
  });
}

/**
 * May the field be written, in a body or an input? Where only some records may be seen, whose record it is was asked before: what
 * is written must not say another.
 */
export function isWritten({ entry, writable, rows }: ResourceDecision, path: string): boolean {
  return writable.has(path) && !(rows.length > 0 && path === entry.subject?.field);
}

function writtenAs({ fields }: ResourceDecision, path: string, entry: FieldEntry, keys: MaskKeys): Treatment {
  const decision = fields.get(path);
  if (decision?.kind === 'pass') return { kind: 'pass' };
  const mask: MaskScalar = (text, type) => {
    const written = writtenText({ text, type }, { path, entry, decision }, keys);
    return type === 'string' ? written : type === 'number' ? { number: written } : written === 'true';
  };
  // In what is looked through nothing becomes null.
  if (isLookedThrough(decision)) return { kind: 'mask', mask };
  // Null is what is seen of a value that the mask does not take, and what programs send for a member that they did not get.
  const onNull = () => {
    throw maskWrittenBack(path);
  };
  return { kind: 'mask', mask, onNull };
}
