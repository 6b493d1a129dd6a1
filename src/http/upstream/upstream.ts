import { Pool } from 'undici';
import type { Clock } from '../../base/index.js';
import type { ForwardableRequest } from '../../enforce/index.js';
import { GatewayError } from '../../errors/index.js';
import { UpstreamAnswer } from './answer.js';
import { Assertions, assertionHeader } from './assertions.js';
import { Deadlines } from './deadlines.js';
import { wasNotSeen } from './fault.js';
import type { HttpUpstream } from './store.js';

/** Larger heads are no API's. */
const HEAD_BYTES_MAX = 32 * 1024;
const IDLE_TIMEOUT_MS = 10_000;
/** What is asked for is what can be read. */
const ACCEPT_ENCODING = 'gzip, deflate, br';

export interface SendOptions {
  /** Told of each attempt, so that it can be given up. */
  readonly onStart: (answer: UpstreamAnswer) => void;
  /** The answer is wanted once a short body is complete; else as soon as its head is there. */
  readonly isWaitedFor: boolean;
}

/** The connections to one store. Requests are sent one at a time on each (no pipelining). */
export class Upstream {
  readonly #pool: Pool;
  readonly #store: HttpUpstream;
  readonly #deadlines: Deadlines<UpstreamAnswer>;
  /** What the gateway says for itself, whatever the request says. */
  readonly #own: ReadonlyMap<string, string>;
  readonly #assertions: Assertions | null;

  constructor(store: HttpUpstream, clock: Clock) {
    this.#store = store;
    this.#assertions = store.assertionKey === null ? null : new Assertions(store.assertionKey, store.name, clock);
    this.#deadlines = new Deadlines(store.totalTimeoutMs, (answer) => {
      answer.abort(new GatewayError('upstream_timeout', 'the store took too long to answer'));
    });
    const set = [...store.setHeaders].map(([name, value]) => [name, value.reveal()] as const);
    this.#own = new Map([['accept-encoding', ACCEPT_ENCODING], ...set]);
    const { tls } = store;
    this.#pool = new Pool(store.origin, {
      connections: store.connectionsMax,
      pipelining: 1,
      headersTimeout: store.responseTimeoutMs,
      bodyTimeout: store.responseTimeoutMs,
      keepAliveTimeout: IDLE_TIMEOUT_MS,
      maxHeaderSize: HEAD_BYTES_MAX,
      connect: {
        timeout: store.connectTimeoutMs,
        ...(tls === null
          ? {}
          : {
              ...(tls.ca === undefined ? {} : { ca: tls.ca }),
              ...(tls.cert === undefined ? {} : { cert: tls.cert }),
              ...(tls.key === undefined ? {} : { key: tls.key }),
              rejectUnauthorized: tls.verifies,
              ...(tls.verifiesHost ? {} : { checkServerIdentity: () => undefined }),
            }),
      },
    });
  }

  get bodyBytesMax(): number {
    return this.#store.bodyBytesMax;
  }

  /**
   * Sends a request and waits until the head and a short body have come. A GET that the store never saw is sent once more.
   *
   * @throws GatewayError `upstream_unavailable`, `upstream_timeout`, `upstream_malformed`
   */
  send(request: ForwardableRequest, options: SendOptions): Promise<UpstreamAnswer> {
    const first = this.#sendOnce(request, options);
    if (request.method !== 'GET') return first.gathered();
    return first.gathered().catch((fault) => {
      if (first.started || !wasNotSeen(fault)) throw fault;
      return this.#sendOnce(request, options).gathered();
    });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  #sendOnce(request: ForwardableRequest, { onStart, isWaitedFor }: SendOptions): UpstreamAnswer {
    const answer = new UpstreamAnswer(this.#deadlines, isWaitedFor);
    onStart(answer);
    const { method, body } = request;
    const path = this.#store.basePath + request.path;
    const headers: string[] = [];
    for (const name in request.headers) {
      if (!this.#own.has(name)) headers.push(name, request.headers[name] as string);
    }
    for (const [name, value] of this.#own) headers.push(name, value);
    if (this.#assertions !== null) headers.push(assertionHeader, this.#assertions.of({ method, path, body }));
    this.#pool.dispatch({ path, method, headers, body }, answer);
    return answer;
  }
}
