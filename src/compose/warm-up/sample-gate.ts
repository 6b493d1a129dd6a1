import { Secret, systemClock } from '../../base/index.js';
import { buildDataMap } from '../../datamap/index.js';
import { createGate, type GateSession } from '../../enforce/index.js';
import { GatewayError } from '../../errors/index.js';
import type { Policy } from '../../policy/index.js';
import { defaultStatementLimits } from '../../sql/index.js';
import { silentGateObserver } from '../gate-options.js';
import { ruleFrom } from '../rule.js';
import { sampleCatalog } from './sample-catalog.js';

const entry = (category: string) => ({ category, lookup: 'none', scan: false }) as const;

const { dataMap } = buildDataMap([
  {
    kind: 'relation',
    store: 'sample',
    relation: { schema: 'public', name: 'people' },
    subject: { kind: 'person', column: 'id' },
    retain: null,
    columns: new Map([
      ['id', entry('user.unique_id')],
      ['city', entry('user.contact.address.city')],
      ['email', entry('user.contact.email')],
    ]),
  },
]);

const policy: Policy = {
  purposes: new Map([['sample', { name: 'sample', title: 'Sample', basis: 'contract' }]]),
  recipients: new Map([['sample', { name: 'sample', agreement: null, purposes: null, categories: null }]]),
  principals: new Map([
    ['sample', { name: 'sample', recipient: 'sample', purposes: ['sample'], may: new Set(), training: new Map() }],
  ]),
  rules: [
    {
      name: 'sample',
      purpose: 'sample',
      when: {},
      fields: new Map([
        ['user.unique_id', { kind: 'mask', mask: { name: 'pseudonym', options: undefined } }],
        ['user.contact.email', { kind: 'mask', mask: { name: 'email', options: undefined } }],
        ['user', { kind: 'pass' }],
      ]),
      write: [],
      rows: new Map([['sample:public.people', ruleFrom("city <> 'Paris'")]]),
      rowsMax: null,
      withholdAbsent: false,
    },
  ],
  dataMap,
};

/** A session before a store that is none: a relation with masks and a condition, one that is not protected, everything that planning looks at. */
export function sampleSession(): GateSession {
  const catalog = { current: () => sampleCatalog, refresh: async () => sampleCatalog };
  const gate = createGate({
    policy,
    stores: [
      {
        name: 'sample',
        unlisted: 'allow',
        functions: new Set(),
        extensions: new Set(),
        consent: null,
        catalog: () => catalog,
      },
    ],
    pseudonymSecret: new Secret(Buffer.alloc(32)),
    clock: systemClock,
    limits: defaultStatementLimits,
    plansMax: 1,
    observer: silentGateObserver,
  });
  const session = gate.open({
    principal: 'sample',
    purpose: null,
    store: 'sample',
    database: 'sample',
    parameters: new Map(),
  });
  if (session instanceof GatewayError) throw session;
  return session;
}
