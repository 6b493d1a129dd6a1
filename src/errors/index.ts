/**
 * errors: the one class of error that may be shown, and the one table of what each means on each protocol.
 *
 * Invariant: a fault that is not a GatewayError shows nothing but `internal error`.
 */

export { type ErrorCode, type ErrorCodeName, errorCodes } from './codes.js';
export { GatewayError, type GatewayErrorDetails, toGatewayError } from './gateway-error.js';
