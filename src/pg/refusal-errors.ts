import { GatewayError } from '../errors/index.js';

/** A refusal after which the connection can't go on. */
export class FatalRefusal extends Error {
  readonly error: GatewayError;

  constructor(error: GatewayError) {
    super('the connection can not go on');
    this.error = error;
  }
}

/** Something else came where the data of a COPY was due. */
export function noData(): GatewayError {
  return new GatewayError('protocol_violation', 'unexpected message during COPY from stdin');
}

/** What a single message may be refused with. @throws FatalRefusal when the connection can't go on after it. */
export function bearable(error: GatewayError): GatewayError {
  if (error.meaning.fatal) throw new FatalRefusal(error);
  return error;
}

/** For a message that would have to be held and may not be. */
export function tooLong(): GatewayError {
  return new GatewayError('limit_exceeded', 'the message is longer than `max_packet_size` allows');
}

/** PostgreSQL's words. `name` is bytes as latin1. */
export function unknownStatement(name: string): GatewayError {
  const message =
    name === '' ? 'unnamed prepared statement does not exist' : `prepared statement ${shown(name)} does not exist`;
  return new GatewayError('undefined_statement', message);
}

/** PostgreSQL's words. `name` is bytes as latin1. */
export function takenName(name: string): GatewayError {
  return new GatewayError('undefined_statement', `prepared statement ${shown(name)} already exists`, {
    sqlstate: '42P05',
  });
}

/** PostgreSQL's words. `name` is bytes as latin1. */
export function takenPortal(name: string): GatewayError {
  return new GatewayError('undefined_statement', `cursor ${shown(name)} already exists`, { sqlstate: '42P03' });
}

/** PostgreSQL's words. `name` is bytes as latin1. */
export function unknownPortal(name: string): GatewayError {
  return new GatewayError('undefined_statement', `portal ${name === '' ? '""' : shown(name)} does not exist`, {
    sqlstate: '34000',
  });
}

/** A portal that has been run in part may hang on how its first rows were read. */
export function readOtherwise(): GatewayError {
  return new GatewayError('refused', 'a portal does not go on once a setting has changed by which values are read', {
    hint: 'fetch all of its rows before, or bind it anew',
  });
}

/** PostgreSQL's words, and the function that says them: drivers that know either prepare the statement again. `hint` says why it has other columns. */
export function otherColumns(hint?: string): GatewayError {
  return new GatewayError('not_supported', 'cached plan must not change result type', {
    sqlstate: '0A000',
    routine: 'RevalidateCachedQuery',
    ...(hint === undefined ? {} : { hint }),
  });
}

/** A name as PostgreSQL's messages show it: drivers look for these words. */
function shown(name: string): string {
  return `"${Buffer.from(name, 'latin1').toString('utf8').slice(0, 63).replace(/\p{C}/gu, '?')}"`;
}
