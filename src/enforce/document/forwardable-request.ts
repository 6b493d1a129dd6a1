declare const forwardable: unique symbol;

/** A request as it may be sent to a store. Only the gate makes one, out of parts that it has read. */
export interface ForwardableRequest {
  readonly [forwardable]: true;
  readonly store: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, escaped. */
  readonly path: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** For this folder alone. */
export function makeForwardable(request: Omit<ForwardableRequest, typeof forwardable>): ForwardableRequest {
  return request as ForwardableRequest;
}
