import { GatewayError } from '../errors/index.js';

/** What a client asks, as GraphQL over HTTP has it. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Queries that the operator lists, by the SHA-256 of their text in hex. */
export type PersistedQueries = ReadonlyMap<string, string>;

const queryLengthMax = 100_000;

/**
 * Reads the body of a request. A persisted query's text is looked up here, never upstream; `extensions` go no further.
 *
 * @throws GatewayError `invalid_parameter` for what is no request, `not_supported` for a batch, `refused` for a persisted
 * query that the operator doesn't list.
 */
export function readRequest(body: Uint8Array, persisted: PersistedQueries = new Map()): GraphqlRequest {
  const request = parseObject(body);
  const { query, operationName = null, variables = null, extensions = null } = request;
  if (operationName !== null && typeof operationName !== 'string') throw invalid('`operationName` is no string');
  if (variables !== null && !isRecord(variables)) throw invalid('`variables` is no object');
  const text = query ?? persistedText(extensions, persisted);
  if (typeof text !== 'string' || text === '') throw invalid('`query` is missing');
  if (text.length > queryLengthMax) throw invalid(`\`query\` is longer than ${queryLengthMax} characters`);
  return { query: text, operationName, variables: variables ?? {} };
}

function parseObject(body: Uint8Array): Record<string, unknown> {
  let request: unknown;
  try {
    request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new GatewayError('invalid_parameter', 'the body of the request is no JSON', { cause });
  }
  if (Array.isArray(request)) {
    throw new GatewayError('not_supported', 'batches of GraphQL operations are not served', {
      hint: 'send each operation as a request of its own',
    });
  }
  if (!isRecord(request)) throw invalid('the body is no object');
  return request;
}

function persistedText(extensions: unknown, persisted: PersistedQueries): string | undefined {
  const { persistedQuery } = isRecord(extensions) ? extensions : {};
  if (!isRecord(persistedQuery)) return undefined;
  const { sha256Hash: hash } = persistedQuery;
  const text = typeof hash === 'string' ? persisted.get(hash.toLowerCase()) : undefined;
  if (text !== undefined) return text;
  throw new GatewayError('refused', 'the persisted query is not one that the operator lists', {
    hint: 'send the text of the query',
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const invalid = (what: string): GatewayError => new GatewayError('invalid_parameter', `not a GraphQL request: ${what}`);
