import { GatewayError } from '../../errors/index.js';
import { answerHeaders } from './answer-headers.js';
import { answerTransform } from './answer-transform.js';
import type { ResourcePlan } from './asker-plans.js';
import { createTransform, keepTransform } from './body-format.js';
import type { AnswerPlan, AnswerTransform, Exchange, ExchangeFacts } from './exchange.js';
import { type ForwardableRequest, makeForwardable } from './forwardable-request.js';
import type { HttpGateStore } from './gate-store.js';
import { accepts, contentTypeRefusal, mediaTypeOf } from './media-type.js';
import { noResource } from './no-resource.js';
import { type ConsentLookup, hangsOnWill } from './record-filter.js';
import { rememberRight } from './remember-right.js';
import { checkedBody } from './request-body.js';
import { requestHeaders } from './request-headers.js';
import { parameterField, pathParameters, printQuery } from './request-parameters.js';
import { printPath, type Route } from './route.js';
import { subjectSpellings } from './subject-spellings.js';

export interface OpenedFacts {
  readonly facts: ExchangeFacts;
  readonly store: HttpGateStore;
  readonly purpose: string;
  readonly plan: ResourcePlan;
  readonly route: Route;
  readonly parameters: ReadonlyMap<string, string>;
  readonly consent: ConsentLookup | null;
}

/** One exchange over a resource that was found. @throws GatewayError when its parameters are refused. */
export function openExchange(opened: OpenedFacts): Exchange {
  const { facts, store, purpose, plan, route } = opened;
  const { decision, keys } = plan;
  const { contentType, takes, answer } = answers(plan);
  if (!takes(facts.headers.get('accept'))) {
    throw new GatewayError('not_acceptable', `the resource is served as \`${contentType}\` alone`);
  }
  const method = facts.method === 'HEAD' ? 'GET' : (facts.method as ForwardableRequest['method']);
  const takesBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  const parameters = pathParameters(decision, opened.parameters, keys);
  const path = printPath(route, parameters) + printQuery(decision, facts.query, keys);
  const headers = requestHeaders(facts, store, contentType);
  return {
    store: store.name,
    purpose,
    resource: decision.entry.resource,
    takesBody,
    isRead: method === 'GET',
    headOnly: facts.method === 'HEAD',
    request: (body) =>
      method === 'GET'
        ? makeForwardable({ store: store.name, method, path, headers, body: null })
        : writeRequest(opened, { method, path, headers, parameters, body: takesBody ? (body ?? noBytes) : null }),
    answer,
  };
}

interface Write extends Pick<ForwardableRequest, 'method' | 'path' | 'headers' | 'body'> {
  readonly parameters: ReadonlyMap<string, string>;
}

async function writeRequest(
  opened: OpenedFacts,
  { method, path, headers, parameters, body }: Write,
): Promise<ForwardableRequest> {
  const { facts, store, plan } = opened;
  await admitWrite(opened, parameters);
  const checked = body === null ? null : checkedBody(plan.decision, facts.headers.get('content-type'), body, plan.keys);
  const sent = checked === null ? headers : { ...headers, 'content-type': mediaTypeOf(plan.decision.entry.body) };
  return makeForwardable({ store: store.name, method, path, headers: sent, body: checked });
}

const noBytes = Buffer.alloc(0);

/**
 * May the write go out? Where only some records may be seen, it must be known beforehand that this is one of them: the path
 * must name the subject, so that its will can be asked.
 */
async function admitWrite(
  { plan, consent, store, facts }: OpenedFacts,
  parameters: ReadonlyMap<string, string>,
): Promise<void> {
  const { decision } = plan;
  if (facts.method === 'DELETE' ? !decision.deletable : decision.writable.size === 0) {
    throw new GatewayError('refused', `\`${decision.entry.resource}\` may not be written for this purpose`);
  }
  const subjectField = decision.entry.subject?.field;
  for (const row of decision.rows) {
    const subject = [...parameters].find(([name]) => parameterField(decision, name) === subjectField)?.[1];
    if ((row.kind !== 'consent' && row.kind !== 'no_objection') || subject === undefined || consent === null) {
      const hint = 'the rule that filters records can not be asked before the write';
      throw new GatewayError('refused', `\`${facts.method}\` could write a record that the purpose may not see`, {
        hint,
      });
    }
    const asked = row.kind === 'no_objection' ? subjectSpellings(subject) : [subject];
    const permitted = await consent.permitted(store.name, row.kind, row.purpose, asked);
    if (!asked.every((spelling) => permitted.has(spelling))) throw noResource();
  }
}

interface Answers {
  readonly contentType: string;
  /** Does an Accept header take the content type? */
  readonly takes: (accept: string | undefined) => boolean;
  readonly answer: AnswerPlan;
}

/** Plans are kept, and so is what depends on nothing else. */
const known = new WeakMap<ResourcePlan, Answers>();

function answers(plan: ResourcePlan): Answers {
  let made = known.get(plan);
  if (made === undefined) {
    const contentType = mediaTypeOf(plan.decision.entry.format);
    made = {
      contentType,
      takes: rememberRight((accept) => accepts(accept, contentType), true),
      answer: answerPlan(plan, contentType),
    };
    known.set(plan, made);
  }
  return made;
}

function answerPlan(plan: ResourcePlan, contentType: string): AnswerPlan {
  const { decision } = plan;
  const { format, statuses } = decision.entry;
  return {
    statuses: new Set(statuses),
    contentType,
    hidesRecords: decision.rows.length > 0,
    hangsOnWill: hangsOnWill(decision),
    endsByItself: format === 'json',
    comesBitByBit: format === 'sse' || format === 'ndjson' || format === 'json-seq',
    isOneRecord: plan.isOneRecord && (format === 'json' || format === 'form'),
    contentTypeRefusal: rememberRight((given) => contentTypeRefusal(given, format), null),
    headers: (given) => answerHeaders(decision, given),
    transform: () => transformOf(plan),
  };
}

function transformOf({ decision, document, filter, validUntil, clock }: ResourcePlan): AnswerTransform {
  return answerTransform(createTransform(decision.entry, document), {
    keep: filter === null ? null : (pending) => filter.keep(pending.map(({ values }) => values)),
    validUntil,
    clock,
    takeBack: (body) => keepTransform(body, document),
  });
}
