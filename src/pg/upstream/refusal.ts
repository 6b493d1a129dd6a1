import { GatewayError } from '../../errors/index.js';
import { errorFields } from './server-frame.js';

/**
 * The server ended the login with an ErrorResponse that is about what the client asked for (a database that does not
 * exist, a parameter's value, too many connections), not about the gateway's own credentials.
 */
export class UpstreamRefusal extends GatewayError {
  /** The ErrorResponse as the server sent it, type byte and length included: fit to be relayed. */
  readonly frame: Buffer;

  constructor(frame: Buffer, sqlstate: string) {
    super('upstream_refused', 'the store refused the connection', { sqlstate });
    this.frame = frame;
  }

  /** It is about a run-time parameter that the client named or a value that it gave: another client's connection may well be taken. */
  get isOfParameters(): boolean {
    return ofParameters.test(this.sqlstate);
  }
}

/** Values, names and rights (PostgreSQL docs, "Error Codes"), and cant_change_runtime_param. */
const ofParameters = /^(22|42|55P02)/;

/**
 * What an ErrorResponse during login means. Class 28 speaks of the gateway's own role: its text is not the client's.
 * `frame` is copied.
 */
export function refusalFrom(frame: Buffer): GatewayError {
  const sqlstate = errorFields(frame).get('C') ?? '';
  if (/^28/.test(sqlstate)) {
    return new GatewayError('upstream_refused', 'the store refused the gateway’s own login', {
      hint: 'check the user and password in the store’s `url`, and the store’s pg_hba.conf',
      cause: new Error(`sqlstate ${sqlstate}`),
    });
  }
  if (!/^[0-9A-Z]{5}$/.test(sqlstate)) return new GatewayError('upstream_refused', 'the store refused the connection');
  return new UpstreamRefusal(Buffer.from(frame), sqlstate);
}
