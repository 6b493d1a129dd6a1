import { type ErrorCode, type ErrorCodeName, errorCodes } from './codes.js';

export interface GatewayErrorDetails {
  readonly detail?: string;
  /** What the caller can do about it. */
  readonly hint?: string;
  /** 1-based character offset into the statement that the client wrote. */
  readonly position?: number;
  /** Overrides the table's SQLSTATE where PostgreSQL has a more exact one. */
  readonly sqlstate?: string;
  /** The function of PostgreSQL's that would have said so: drivers look for some. */
  readonly routine?: string;
  readonly cause?: unknown;
}

/**
 * The one error class whose text may reach a client. Message, detail and hint are lower case, one line, names in
 * backticks, and never hold a value from a row, a literal from a statement, a key or a token.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCodeName;
  readonly sqlstate: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: number | undefined;
  readonly routine: string | undefined;

  constructor(code: ErrorCodeName, message: string, details: GatewayErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.sqlstate = details.sqlstate ?? errorCodes[code].sqlstate;
    this.detail = details.detail;
    this.hint = details.hint;
    this.position = details.position;
    this.routine = details.routine;
  }

  get meaning(): ErrorCode {
    return errorCodes[this.code];
  }
}

/** What may be shown of any fault: a GatewayError as it is, everything else as `internal error`, with the cause kept. */
export function toGatewayError(fault: unknown): GatewayError {
  return fault instanceof GatewayError ? fault : new GatewayError('internal', 'internal error', { cause: fault });
}
