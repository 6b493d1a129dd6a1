import { encodeParameterStatus } from '../../pgwire/index.js';

/** What a client was told last of its server's parameters. */
export class ToldStatuses {
  #told: ReadonlyMap<string, string>;

  constructor(first: ReadonlyMap<string, string>) {
    this.#told = first;
  }

  /** Another connection may have begun with other settings: the client is told, as a server tells of a change. */
  meets(statuses: ReadonlyMap<string, string>, tell: (frame: Buffer) => void): void {
    if (statuses === this.#told) return;
    for (const [name, value] of statuses) {
      if (this.#told.get(name) !== value) tell(encodeParameterStatus({ name, value }));
    }
    this.#told = statuses;
  }

  /** The server has just told it so itself. */
  isTold(statuses: ReadonlyMap<string, string>): void {
    this.#told = statuses;
  }
}
