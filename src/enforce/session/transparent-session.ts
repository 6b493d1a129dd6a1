import { makeForwardable } from '../forwardable.js';
import type { GateSession } from '../gate.js';

/** Nothing in the store is classified and everything unlisted is allowed: the permitted view is the store itself. */
export function transparentSession(
  startupParameters: ReadonlyMap<string, string>,
  purpose: string | null,
): GateSession {
  return {
    startupParameters,
    transparent: true,
    purpose,
    admit: (text) => ({
      kind: 'forward',
      statement: makeForwardable(
        {
          bytes: Buffer.from(text, 'utf8'),
          verdict: 'passed',
          purpose,
          rowsMax: null,
          touchesProtected: false,
        },
        {
          clientText: text,
          parameterTypes: [],
          spaces: [],
          effects: [],
          isEarlier: false,
          fields: { pass: 0, mask: 0, withhold: 0 },
          clientPosition: (position) => position,
        },
      ),
    }),
    refresh: () => Promise.resolve(),
    sent: () => {},
    recheck: () => null,
    transactionState: () => {},
    tripwire: () => null,
    scrub: (fields) => fields,
    passesNotification: () => true,
  };
}
