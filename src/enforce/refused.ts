import { type ErrorCodeName, GatewayError, type GatewayErrorDetails } from '../errors/index.js';
import { charactersIn } from '../sql/index.js';

/** A refusal that the policy or the guard's own limits demand. `message` holds names and kinds of construct, never a value. */
export function refused(message: string, hint?: string): GatewayError {
  return new GatewayError('refused', message, hint === undefined ? {} : { hint });
}

/** Where a name stands in the text that a tree counts in, and how it begins there. */
export interface NamePlace {
  /** In bytes, as trees have it; anything else is no place. */
  readonly location?: unknown;
  readonly written?: string;
}

/** A name that the catalog snapshot does not have. The gate loads the catalog anew and asks again before it believes it. */
export class UnknownName extends GatewayError {
  readonly place: NamePlace;

  constructor(
    code: ErrorCodeName,
    message: string,
    { location, written, ...details }: GatewayErrorDetails & NamePlace = {},
  ) {
    super(code, message, details);
    this.place = { location, ...(written !== undefined && { written }) };
  }

  /** The same, with its position in the client's text where the name does stand there: a view's names stand in that. */
  positioned(text: Buffer): UnknownName {
    const { location, written = '' } = this.place;
    if (typeof location !== 'number' || written === '') return this;
    const found = text.toString('utf8', location, location + Buffer.byteLength(written));
    if (text[location] !== doubleQuote && found.toLowerCase() !== written.toLowerCase()) return this;
    return this.#at({ position: charactersIn(text.subarray(0, location)) + 1 });
  }

  /** The same of a text that its client has not written. */
  unplaced(): UnknownName {
    return this.#at({});
  }

  #at(position: Pick<GatewayErrorDetails, 'position'>): UnknownName {
    const { code, message, sqlstate, hint, detail } = this;
    const said = { ...(hint !== undefined && { hint }), ...(detail !== undefined && { detail }) };
    return new UnknownName(code, message, { sqlstate, ...position, ...said });
  }
}

const doubleQuote = 0x22;
