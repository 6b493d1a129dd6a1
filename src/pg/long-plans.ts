/** Each holds the trees of a text, which can be some tens of megabytes. */
const underWayMax = 8;

/** How long others have between two turns: a statement of theirs goes to its server and comes back. */
const othersMs = 4;

/**
 * The plans of a process that were begun and left off: few at a time. Who comes when there are as many waits before it begins. They
 * go on one after another: others wait for one turn, however many plans there are.
 */
export class LongPlans {
  #underWay = 0;
  #waiting: (() => void)[] = [];
  readonly #turns: (() => void)[] = [];
  #hasNextTurn = false;

  get hasRoom(): boolean {
    return this.#underWay < underWayMax;
  }

  begin(): void {
    this.#underWay += 1;
  }

  /** A plan is finished, or nobody asks for it any more. */
  end(): void {
    this.#underWay -= 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) setImmediate(wake);
  }

  /** `wake` is called once, when there may be room: others were told as well. */
  whenRoom(wake: () => void): void {
    this.#waiting.push(wake);
  }

  /** `turn` goes on with a plan, when others have had their time. Those who ask have their turns in that order. */
  goOnLater(turn: () => void): void {
    this.#turns.push(turn);
    if (!this.#hasNextTurn) this.#takeTurnLater();
  }

  #takeTurnLater(): void {
    this.#hasNextTurn = true;
    setTimeout(() => {
      this.#turns.shift()?.();
      this.#hasNextTurn = false;
      if (this.#turns.length > 0) this.#takeTurnLater();
    }, othersMs);
  }
}
