import { type Clock, systemClock } from '../base/index.js';
import { createExchangeGate, readTarget } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import { decide, explainResource, type RelationExplanation } from '../policy/index.js';
import type { ExplainRequest, Explanation } from './explain-statement.js';
import { silentGateObserver } from './gate-options.js';
import { exchangeGateOptions } from './http-works.js';
import { policyFrom } from './policy.js';

const request = /^(GET|HEAD|POST|PUT|PATCH|DELETE) (\/\S*)$/;

/** Is it a request, `GET /crm/v1/contacts?page=1`, and no statement? */
export const isExchange = (text: string): boolean => request.test(text);

/** Asks the gate what it would do with a request, and the policy why. Sends nothing, and asks nobody about consent. */
export async function explainExchange({
  settings,
  principal,
  purpose,
  statement,
  clock = systemClock,
}: ExplainRequest): Promise<Explanation> {
  const [, method = '', path = ''] = request.exec(statement) ?? [];
  const gate = createExchangeGate(
    exchangeGateOptions(settings, { clock, consent: null, observer: silentGateObserver }),
  );
  let shown: Pick<Explanation, 'purpose' | 'database' | 'rowsMax' | 'relations'> = {
    purpose,
    database: 'HTTP',
    rowsMax: null,
    relations: [],
  };
  try {
    const target = readTarget(path);
    const facts = { principal, purpose, optsOut: false, method, ...target, headers: new Map<string, string>() };
    const opened = gate.open({ ...facts, query: new Map() });
    shown = { purpose: opened.purpose, database: opened.store, ...explained(settings, principal, opened, clock) };
    const exchange = gate.open(facts);
    const isRead = method === 'GET' || method === 'HEAD';
    // What a write sends depends on its body.
    const forwarded = isRead ? await exchange.request(null) : null;
    const sent = forwarded === null ? exchange.resource : `${forwarded.method} ${forwarded.path}`;
    return { principal, ...shown, verdict: 'guarded', sent, refusal: null };
  } catch (fault) {
    if (!(fault instanceof GatewayError)) throw fault;
    const refusal = { sqlstate: String(fault.meaning.httpStatus), message: fault.message, hint: fault.hint ?? null };
    return { principal, ...shown, verdict: 'refused', sent: null, refusal };
  }
}

function explained(
  settings: ExplainRequest['settings'],
  principal: string,
  { store, purpose, resource }: { readonly store: string; readonly purpose: string; readonly resource: string },
  clock: Clock,
): { readonly rowsMax: number | null; readonly relations: readonly RelationExplanation[] } {
  const decision = decide(policyFrom(settings), { principal, purpose }, store, clock.now());
  if ('kind' in decision) return { rowsMax: null, relations: [] };
  // Of a GraphQL resource each type is one.
  const found = [...decision.resources.values()].filter(
    ({ entry }) => (entry.graphql?.endpoint.resource ?? entry.resource) === resource,
  );
  return { rowsMax: decision.rowsMax, relations: found.map(explainResource) };
}
