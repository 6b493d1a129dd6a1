import { encodeParameterStatus } from '../../pgwire/index.js';
import { type CarriedSettings, carriedSettings } from './carried-settings.js';

/** What a client finds that enters a pool, beside server connections. */
export interface Entrance {
  /** What its startup message sets beside what the connections were opened with. */
  readonly first: CarriedSettings;
  /** What it is told of the server's parameters; and as the ParameterStatus messages that a connection of its own would have sent. */
  readonly statuses: ReadonlyMap<string, string>;
  readonly greeting: Buffer;
}

type Statuses = ReadonlyMap<string, string>;

/** Entrances of clients with the same startup parameters but for the program's name. The last one is kept: programs come often. */
export class Entrances {
  #last: { readonly told: Statuses; readonly name: string | undefined; readonly entrance: Entrance } | null = null;

  /** `told` is what a server has told of its parameters; `name` is `application_name`, undefined where none was said. */
  of(told: Statuses, name: string | undefined): Entrance {
    const last = this.#last;
    if (last !== null && last.told === told && last.name === name) return last.entrance;
    const statuses = new Map(told);
    if (name !== undefined && statuses.has('application_name')) statuses.set('application_name', name);
    const first = carriedSettings(name === undefined ? new Map() : new Map([['application_name', name]]));
    const frames = [...statuses].map(([status, value]) => encodeParameterStatus({ name: status, value }));
    const entrance = { first, statuses, greeting: Buffer.concat(frames) };
    this.#last = { told, name, entrance };
    return entrance;
  }
}
