import type { Dispatcher } from 'undici';
import { GatewayError } from '../../errors/index.js';
import type { Deadlines } from './deadlines.js';
import { upstreamFault } from './fault.js';

/** As much of a body as is looked at whole before anything of it is sent. */
export const SHORT_BODY_BYTES_MAX = 256 * 1024;
/** What may wait between the store and a client that reads slowly. */
const WAITING_BYTES_MAX = 256 * 1024;

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * A store's answer as it comes in. Gathers until the body is complete or no longer short; from then on it is pulled, and the
 * store is held back when nobody pulls. Informational answers (1xx), reason phrases and trailers are not looked at.
 */
export class UpstreamAnswer implements Dispatcher.DispatchHandler {
  status = 0;
  headers: AnswerHeaders = {};
  /** Nothing more comes. */
  complete = false;
  /** The head has come: the request was not lost on its way. */
  started = false;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #gathering = true;
  #fault: GatewayError | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #settle: {
    readonly resolve: (answer: UpstreamAnswer) => void;
    readonly reject: (fault: GatewayError) => void;
  } | null = null;
  #wake: (() => void) | null = null;
  readonly #deadlines: Deadlines<UpstreamAnswer>;
  readonly #isWaitedFor: boolean;

  /** `isWaitedFor`: a short body is gathered whole; else no more than the head. */
  constructor(deadlines: Deadlines<UpstreamAnswer>, isWaitedFor: boolean) {
    this.#isWaitedFor = isWaitedFor;
    this.#deadlines = deadlines;
    deadlines.add(this);
  }

  /** Resolves once the body is complete or no longer short. Ask once. @throws GatewayError when it does not come so far. */
  gathered(): Promise<UpstreamAnswer> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    if (this.complete || !this.#gathering) return Promise.resolve(this);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#fault !== null) controller.abort(this.#fault);
  }

  onRequestUpgrade(controller: Dispatcher.DispatchController): void {
    this.#fail(new GatewayError('upstream_malformed', 'the store wanted another protocol'));
    controller.abort(new Error('upgrade'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // 103 Early Hints and its kin may hold anything.
    if (status < 200) return;
    this.started = true;
    this.status = status;
    this.headers = headers;
    if (!this.#isWaitedFor) this.#endGathering();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (this.#gathering && this.#waitingBytes > SHORT_BODY_BYTES_MAX) {
      this.#endGathering();
    }
    if (!this.#gathering && this.#waitingBytes > WAITING_BYTES_MAX) controller.pause();
    this.#wakeUp();
  }

  onResponseEnd(): void {
    this.#deadlines.remove(this);
    this.complete = true;
    this.#settle?.resolve(this);
    this.#wakeUp();
  }

  onResponseError(_: Dispatcher.DispatchController, fault: Error): void {
    this.#fail(this.#fault ?? upstreamFault(fault));
  }

  /** All of a body that has been gathered whole. */
  whole(): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#waitingBytes = 0;
    return all;
  }

  /** What has come and comes still. @throws GatewayError when the rest does not come whole. */
  async *chunks(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#waitingBytes -= chunk.length;
        if (this.#waitingBytes < WAITING_BYTES_MAX / 2 && this.#controller?.paused === true) this.#controller.resume();
        yield chunk;
        continue;
      }
      if (this.#fault !== null) throw this.#fault;
      if (this.complete) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Wants no more of it. */
  abort(reason: GatewayError): void {
    if (this.complete) return;
    const controller = this.#controller;
    this.#fail(reason);
    controller?.abort(reason);
  }

  #endGathering(): void {
    this.#gathering = false;
    this.#settle?.resolve(this);
  }

  #fail(fault: GatewayError): void {
    this.#deadlines.remove(this);
    this.#fault ??= fault;
    this.#settle?.reject(this.#fault);
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
