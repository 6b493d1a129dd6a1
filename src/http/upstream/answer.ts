import type { Dispatcher } from 'undici';
import { GatewayError } from '../../errors/index.js';
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
  /** Resolves once the body is complete or no longer short. Rejects with a GatewayError. */
  readonly gathered: Promise<void>;

  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #gathering = true;
  #fault: GatewayError | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #settle: { readonly resolve: () => void; readonly reject: (fault: GatewayError) => void };
  #wake: (() => void) | null = null;
  readonly #deadline: NodeJS.Timeout;
  readonly #isWaitedFor: boolean;

  /** `isWaitedFor`: a short body is gathered whole; else `gathered` resolves with the head. */
  constructor(totalTimeoutMs: number, isWaitedFor: boolean) {
    this.#isWaitedFor = isWaitedFor;
    let settle = { resolve: () => {}, reject: (_: GatewayError) => {} };
    this.gathered = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.#settle = settle;
    // Whoever has given up no longer waits for it.
    this.gathered.catch(() => {});
    this.#deadline = setTimeout(() => {
      this.abort(new GatewayError('upstream_timeout', 'the store took too long to answer'));
    }, totalTimeoutMs);
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
    clearTimeout(this.#deadline);
    this.complete = true;
    this.#settle.resolve();
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
    this.#settle.resolve();
  }

  #fail(fault: GatewayError): void {
    clearTimeout(this.#deadline);
    this.#fault ??= fault;
    this.#settle.reject(this.#fault);
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
