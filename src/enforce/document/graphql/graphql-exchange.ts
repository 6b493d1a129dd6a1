import { invariant } from '../../../base/index.js';
import { GatewayError } from '../../../errors/index.js';
import { type RecordNeeds, readRequest, resolveOperation, responsePlan } from '../../../graphql/index.js';
import { CompiledPlan, JsonTransform } from '../../../json/index.js';
import { answerHeaders } from '../answer-headers.js';
import { answerTransform } from '../answer-transform.js';
import type { Exchange, ExchangeFacts } from '../exchange.js';
import { makeForwardable } from '../forwardable-request.js';
import type { HttpGateStore } from '../gate-store.js';
import { accepts, contentTypeRefusal, mediaTypeOf } from '../media-type.js';
import { noResource } from '../no-resource.js';
import { type ConsentLookup, hangsOnWill } from '../record-filter.js';
import { checkIsJson } from '../request-body.js';
import { requestHeaders } from '../request-headers.js';
import { printQuery } from '../request-parameters.js';
import { admitMutation } from './admit-mutation.js';
import type { GraphqlPlan } from './graphql-plan.js';
import { keepRecords } from './keep-records.js';
import { type FoundBy, settleInput } from './settle-input.js';
import { treatCoordinates } from './treat-coordinates.js';

export interface OpenedGraphql {
  readonly facts: ExchangeFacts;
  readonly store: HttpGateStore;
  readonly purpose: string;
  readonly plan: GraphqlPlan;
  readonly consent: ConsentLookup | null;
}

interface PlannedAnswer {
  readonly document: CompiledPlan;
  readonly records: readonly RecordNeeds[];
}

/**
 * One exchange over a GraphQL resource.
 *
 *   body ─► operation ─► inputs settled ─► mutation admitted ─► printed anew ─► store
 *                │                                                                │
 *                └─► coordinates ─► decisions ─► plan of the answer ◄─────────────┘
 *
 * @throws GatewayError when the request is not one that the resource takes.
 */
export function openGraphqlExchange({ facts, store, purpose, plan, consent }: OpenedGraphql): Exchange {
  const [first] = plan.decisions.values();
  if (first === undefined) throw noResource();
  const { endpoint } = plan;
  const contentType = mediaTypeOf('json');
  if (!accepts(facts.headers.get('accept'), contentType)) {
    throw new GatewayError('not_acceptable', `the resource is served as \`${contentType}\` alone`);
  }
  const [method, path = ''] = endpoint.resource.split(' ');
  invariant(method === 'POST', 'operations are asked for by POST');
  printQuery(first, facts.query, plan.keys);
  let planned: PlannedAnswer | null = null;
  return {
    store: store.name,
    purpose,
    resource: endpoint.resource,
    takesBody: true,
    // What it is stands in its body, and 204 is no answer to either.
    isRead: true,
    headOnly: false,
    request: async (body) => {
      checkIsJson(facts.headers.get('content-type'));
      const found: FoundBy[] = [];
      const operation = resolveOperation(plan.schema, readRequest(body ?? Buffer.alloc(0), endpoint.persisted), {
        introspection: endpoint.introspection,
        needs: plan.needs,
        settle: (use) => settleInput(plan, use, found),
      });
      if (operation.kind === 'mutation') await admitMutation({ plan, operation, found, store: store.name, consent });
      const { document, records } = responsePlan(operation, treatCoordinates(plan));
      const limit = plan.rowsMax === null ? {} : { recordsMax: plan.rowsMax };
      planned = { document: new CompiledPlan({ ...document, ...limit, counts: 'records' }), records };
      const headers = { ...requestHeaders(facts, store, contentType), 'content-type': 'application/json' };
      return makeForwardable({ store: store.name, method, path, headers, body: Buffer.from(operation.body) });
    },
    answer: {
      statuses: new Set(first.entry.statuses),
      contentType,
      hidesRecords: plan.filters.size > 0,
      hangsOnWill: [...plan.decisions.values()].some(hangsOnWill),
      endsByItself: true,
      comesBitByBit: false,
      isOneRecord: false,
      contentTypeRefusal: (given) => contentTypeRefusal(given, 'json'),
      headers: (given) => answerHeaders(first, given),
      transform: () => {
        invariant(planned !== null, 'the request has been read before its answer comes');
        const { document, records } = planned;
        return answerTransform(new JsonTransform(document), {
          keep: (pending) => keepRecords(pending, records, plan.filters),
          validUntil: plan.validUntil,
          clock: plan.clock,
          // The plan is this operation's alone.
          takeBack: null,
        });
      },
    },
  };
}
