import { LruMap } from '../../base/index.js';
import { parse, readTemplate } from '../../sql/index.js';
import { type ConnectionUse, unknownUse } from '../connection/connection-use.js';
import { namesWithoutCatalog } from '../connection/known-names.js';
import { servesOtherLiterals, withLiterals } from '../connection/other-literals.js';
import { readConnectionUse } from '../connection/read-connection-use.js';
import { makeForwardable } from '../forwardable.js';
import type { GateSession, Verdict } from '../gate.js';

/** Nothing in the store is classified and everything unlisted is allowed: the permitted view is the store itself. */
export function transparentSession(
  startupParameters: ReadonlyMap<string, string>,
  purpose: string | null,
): GateSession {
  const admit = (text: string): Verdict => ({
    kind: 'forward',
    statement: makeForwardable(
      {
        bytes: Buffer.from(text, 'utf8'),
        verdict: 'passed',
        purpose,
        rowsMax: null,
        touchesProtected: false,
        use: useOf(text),
      },
      {
        clientText: text,
        parameterTypes: [],
        spaces: [],
        effects: [],
        isEarlier: false,
        fields: { pass: 0, mask: 0, withhold: 0, lookups: 0 },
        clientPosition: (position) => position,
      },
    ),
  });
  return {
    startupParameters,
    transparent: true,
    purpose,
    admit,
    admitInTurns: admit,
    tooLong: () => null,
    forgetUnfinished: () => {},
    refresh: () => Promise.resolve(),
    sent: () => {},
    recheck: () => null,
    recheckInTurns: () => null,
    again: (statement) => ({ kind: 'forward', statement }),
    transactionState: () => {},
    tripwire: () => null,
    scrub: (fields) => fields,
    passesNotification: () => true,
  };
}

/** By text or by its template. The same for every session: a text says the same of the connection whoever sends it. */
const uses = new LruMap<string, ConnectionUse>(2_000);

/** Longer texts are read each time. */
const keptTextMax = 65_536;

function useOf(text: string): ConnectionUse {
  const known = uses.get(text);
  if (known !== undefined) return known;
  if (text.length > keptTextMax) return readUse(text);
  const template = readTemplate(text);
  const alike = template === null ? undefined : uses.get(template.key);
  if (template !== null && alike !== undefined) return withLiterals(alike, template.literals);
  const use = readUse(text);
  uses.set(template !== null && servesOtherLiterals(use) ? template.key : text, use);
  return use;
}

/** What can't be read is the server's to judge: it may be a newer server's grammar. */
function readUse(text: string): ConnectionUse {
  try {
    return readConnectionUse(parse(text), namesWithoutCatalog);
  } catch {
    return unknownUse;
  }
}
