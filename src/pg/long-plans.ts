/** Each holds the trees of a text, which can be some tens of megabytes. */
const underWayMax = 8;

/** The plans of a process that were begun and left off: few at a time. Who comes when there are as many waits before it begins. */
export class LongPlans {
  #underWay = 0;
  #waiting: (() => void)[] = [];

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
}
