import { buildDataMap, type FieldEntry, type ResourceEntry } from '../../../src/datamap/index.js';
import { deriveKeys, maskKeys } from '../../../src/masks/index.js';
import { decide, type Policy, type ResourceDecision, type Treatment } from '../../../src/policy/index.js';
import { parseRule } from '../../../src/rules/index.js';
import { plainResource } from '../../datamap/plain-resource.js';

export const keys = maskKeys({ purpose: 'study', ...deriveKeys(Buffer.alloc(32, 3), 'study') });
export const now = Date.UTC(2026, 10, 26);
export const clock = { now: () => now };

export const field = (category: string, more: Partial<FieldEntry> = {}): FieldEntry => ({
  category,
  lookup: 'none',
  scan: false,
  ...more,
});
export const pass: Treatment = { kind: 'pass' };
export const mask = (name: string, options?: unknown): Treatment => ({ kind: 'mask', mask: { name, options } });

export interface TestedPolicy {
  readonly entry?: Partial<ResourceEntry>;
  readonly fields?: Readonly<Record<string, Treatment>>;
  readonly write?: readonly string[];
  readonly basis?: 'contract' | 'consent' | 'legitimate_interests';
  readonly rows?: string;
  readonly rowsMax?: number;
}

/** One asker (`app` for `study`), one resource of the store `crm`, one rule. */
export function policyOf({
  entry = {},
  fields = {},
  write = [],
  basis = 'contract',
  rows,
  rowsMax,
}: TestedPolicy): Policy {
  const resource: ResourceEntry = {
    ...plainResource,
    store: 'crm',
    resource: 'GET /v1/contacts',
    subject: { kind: 'customer', field: 'id' },
    fields: new Map([
      ['id', field('user.unique_id')],
      ['email', field('user.contact.email')],
      ['address.city', field('user.contact.address.city')],
    ]),
    ...entry,
  };
  const condition = rows === undefined ? null : parseRule(rows);
  if (condition !== null && 'issue' in condition) throw new Error(condition.issue);
  return {
    purposes: new Map([['study', { name: 'study', title: 'study', basis, saleOrShare: false }]]),
    recipients: new Map([
      ['house', { name: 'house', role: 'controller', agreement: null, purposes: null, categories: null }],
    ]),
    principals: new Map([
      ['app', { name: 'app', recipient: 'house', purposes: ['study'], may: new Set(), training: new Map() }],
    ]),
    rules: [
      {
        name: 'only',
        purpose: 'study',
        when: {},
        fields: new Map(Object.entries(fields)),
        write,
        rows: new Map(condition === null ? [] : [[`crm:${resource.resource}`, condition]]),
        rowsMax: rowsMax ?? null,
        withholdAbsent: false,
      },
    ],
    dataMap: buildDataMap([{ kind: 'resource', ...resource }]).dataMap,
  };
}

export function decisionOf(tested: TestedPolicy): ResourceDecision {
  const decided = decide(policyOf(tested), { principal: 'app', purpose: 'study' }, 'crm', now);
  if ('kind' in decided) throw new Error(decided.message);
  const [decision] = decided.resources.values();
  if (decision === undefined) throw new Error('no resource');
  return decision;
}

/** The store of these resources. */
export const crm = {
  name: 'crm',
  address: 'http://crm.example',
  mount: ['crm'],
  passHeaders: ['accept-language'],
  routes: [],
} as const;

/** What fields are shown by, where no address is among them. */
export const shownBy = { keys, links: { kind: 'withhold' } } as const;
