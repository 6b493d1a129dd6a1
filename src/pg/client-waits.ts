import { type GatewayError, toGatewayError } from '../errors/index.js';
import type { ClientPlanHost } from './client-plan.js';
import type { Conversation } from './conversation.js';
import type { Direction } from './direction.js';
import type { LongPlans } from './long-plans.js';

export interface ClientWaitsHost {
  /** What comes from the client. */
  fromClient(): Direction;
  /** Answers of the server's are kept until something of the gateway's own is done. */
  isParked(): boolean;
  /** Looks once more at the message that waits, as ClientPlan does. */
  resume(failure: GatewayError | null, refreshed: boolean): void;
  fault(fault: unknown): void;
}

/**
 * What a client's message waits for before it goes on: answers that its session is owed, a catalog that is loaded anew, room for one
 * more long plan, or its next turn. The client's direction stands still meanwhile.
 */
export class ClientWaits implements ClientPlanHost {
  readonly #conversation: Conversation;
  readonly #longPlans: LongPlans;
  readonly #host: ClientWaitsHost;
  /** Who waits for the next ReadyForQuery. */
  readonly #onReady: (() => void)[] = [];
  #ended = false;
  /** The plan of a message was left off; it is again after the message was looked at once more. */
  #isPlanning = false;
  #goesOnPlanning = false;

  constructor(conversation: Conversation, longPlans: LongPlans, host: ClientWaitsHost) {
    this.#conversation = conversation;
    this.#longPlans = longPlans;
    this.#host = host;
  }

  /** `then` is called once, after the next ReadyForQuery, or when nobody is to wait for one. */
  onReady(then: () => void): void {
    this.#onReady.push(then);
  }

  /** ReadyForQuery was passed on. */
  ready(): void {
    for (const wake of this.#onReady.splice(0)) wake();
  }

  /** Answers were passed on. */
  answered(): void {
    // What fails with its batch is never answered: nobody shall wait for that.
    if (this.#onReady.length > 0 && !this.#conversation.outstanding.isOwedReady) this.ready();
  }

  /** The session ends: nothing is gone on with. */
  end(): void {
    this.#ended = true;
    this.#planned();
    this.ready();
  }

  endTurn(): void {
    const fromClient = this.#host.fromClient();
    fromClient.hold('turn');
    setImmediate(() => fromClient.release('turn'));
  }

  holdClient(): void {
    this.#host.fromClient().hold('overrun');
  }

  refresh(): void {
    this.#wait();
    this.#settled()
      .then(() => this.#conversation.gate.refresh())
      .then(
        () => this.#resume(null, true),
        (fault: unknown) => this.#resume(toGatewayError(fault), true),
      );
  }

  get awaitsAnswers(): boolean {
    return this.#conversation.outstanding.isOwedReady || this.#host.isParked();
  }

  get hasRoom(): boolean {
    return this.#isPlanning || this.#longPlans.hasRoom;
  }

  waitForRoom(): void {
    this.#wait();
    this.#longPlans.whenRoom(() => {
      if (this.hasRoom || this.#ended) this.#resume(null, false);
      else this.waitForRoom();
    });
  }

  goOnLater(): void {
    this.#wait();
    if (!this.#isPlanning) this.#longPlans.begin();
    this.#isPlanning = true;
    this.#goesOnPlanning = true;
    this.#longPlans.goOnLater(() => this.#resume(null, false));
  }

  settle(): void {
    this.#wait();
    void this.#settled().then(() => this.#resume(null, false));
  }

  holdForPrepared(): void {
    this.#wait();
  }

  prepared(failure: GatewayError | null): void {
    setImmediate(() => this.#resume(failure, true));
  }

  #wait(): void {
    this.#host.fromClient().hold('waiting');
  }

  /** Resolves when every answer that the server owes is here: a statement on its way may change the catalog. */
  async #settled(): Promise<void> {
    while (this.awaitsAnswers && !this.#ended) {
      await new Promise<void>((resolve) => this.onReady(resolve));
    }
  }

  #resume(failure: GatewayError | null, refreshed: boolean): void {
    if (this.#ended) return;
    const fromClient = this.#host.fromClient();
    fromClient.unhold('waiting');
    this.#goesOnPlanning = false;
    try {
      // It may have to wait once more.
      this.#host.resume(failure, refreshed);
      if (!this.#goesOnPlanning) this.#planned();
      if (!this.#conversation.toServer.flush()) fromClient.hold('full');
    } catch (fault) {
      this.#host.fault(fault);
      return;
    }
    fromClient.goOn();
  }

  /** There is no plan that was left off any more. */
  #planned(): void {
    if (!this.#isPlanning) return;
    this.#isPlanning = false;
    this.#conversation.gate.forgetUnfinished();
    this.#longPlans.end();
  }
}
