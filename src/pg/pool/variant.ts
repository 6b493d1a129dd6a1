import { type CarriedSettings, sameSettings } from './carried-settings.js';
import { Entrances } from './entrance.js';
import type { ServerLink } from './server-link.js';

/** Connections that were opened with the same startup parameters: what RESET and DISCARD go back to. */
export class Variant {
  readonly parameters: ReadonlyMap<string, string>;
  /** ParameterStatus of a connection that nobody has set anything in; null: none has been opened. */
  statuses: ReadonlyMap<string, string> | null = null;
  /** The one used last is at the end. */
  readonly idle: ServerLink[] = [];
  /** Reads of several clients are under way on them. */
  readonly pipelined: ServerLink[] = [];
  readonly entrances = new Entrances();
  opening = 0;
  /** Clients that are logged in. */
  clients = 0;

  constructor(parameters: ReadonlyMap<string, string>) {
    this.parameters = parameters;
  }

  /** Nobody has any use for it. */
  get isUnused(): boolean {
    return this.clients === 0 && this.opening === 0 && this.idle.length === 0;
  }

  /**
   * Takes the idle connection that has these settings, else the one used last: the others may grow old and be closed. Where all are
   * to be used alike (`roundRobin`), the one used longest ago, whatever it has.
   */
  takeIdle(settings: CarriedSettings, roundRobin: boolean): ServerLink | null {
    const { idle } = this;
    if (roundRobin) return idle.shift() ?? null;
    for (let at = idle.length - 1; at >= 0; at--) {
      if (sameSettings((idle[at] as ServerLink).settings, settings)) return idle.splice(at, 1)[0] as ServerLink;
    }
    return idle.pop() ?? null;
  }

  /** Takes the idle connection that `user` had, if nobody has had it since: of several, the last one. */
  takeOf(user: ServerLink['lastUser']): ServerLink | null {
    const at = this.idle.findLastIndex((link) => link.lastUser === user && !link.isClosed);
    return at < 0 ? null : (this.idle.splice(at, 1)[0] as ServerLink);
  }

  /** It has nothing under way. */
  free(link: ServerLink): void {
    if (!this.idle.includes(link)) this.idle.push(link);
  }

  unpipeline(link: ServerLink): void {
    remove(this.pipelined, link);
  }

  lose(link: ServerLink): void {
    remove(this.idle, link);
    remove(this.pipelined, link);
  }
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
