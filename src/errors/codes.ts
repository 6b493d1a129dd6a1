/** What an error code means on each protocol. SQLSTATEs: PostgreSQL docs, appendix A. */
export interface ErrorCode {
  readonly sqlstate: string;
  readonly httpStatus: number;
  /** True when the connection can't go on. */
  readonly fatal: boolean;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
}

const code = (sqlstate: string, httpStatus: number, more: Partial<ErrorCode> = {}): ErrorCode => ({
  sqlstate,
  httpStatus,
  fatal: false,
  retryable: false,
  ...more,
});

/** The one table of what can go wrong. */
export const errorCodes = {
  /** The policy, or what the guard can handle, forbids it. */
  refused: code('42501', 403),
  /** PostgreSQL's grammar does not accept the statement. */
  syntax: code('42601', 400),
  undefined_relation: code('42P01', 404),
  undefined_column: code('42703', 400),
  undefined_function: code('42883', 400),
  undefined_database: code('3D000', 404, { fatal: true }),
  undefined_statement: code('26000', 400),
  invalid_parameter: code('22023', 400),
  not_supported: code('0A000', 501),
  statement_too_complex: code('54001', 413),
  limit_exceeded: code('54000', 403),
  authentication: code('28P01', 401, { fatal: true }),
  authorization: code('28000', 403, { fatal: true }),
  protocol_violation: code('08P01', 400, { fatal: true }),
  upstream_unavailable: code('08006', 502, { fatal: true, retryable: true }),
  upstream_refused: code('08004', 502, { fatal: true, retryable: true }),
  /** A body that is not what its route declares. Nothing of it is shown. */
  upstream_malformed: code('08P01', 502, { fatal: true }),
  upstream_too_large: code('54000', 502, { fatal: true }),
  too_many_connections: code('53300', 503, { fatal: true, retryable: true }),
  shutting_down: code('57P01', 503, { fatal: true, retryable: true }),
  canceled: code('57014', 499),
  login_timeout: code('57014', 408, { fatal: true, retryable: true }),
  /** Of a request or resource of an HTTP store. */
  malformed_request: code('22023', 400),
  undefined_resource: code('42P01', 404),
  method_not_allowed: code('0A000', 405),
  not_acceptable: code('0A000', 406),
  body_too_large: code('54000', 413),
  unsupported_body: code('0A000', 415),
  unusable_body: code('22023', 422),
  /** What a store answered can't be shown: it is not what the data map says of it. */
  /** A status that tells of the request: the store's own words are not passed on. */
  store_refused: code('22023', 400),
  client_timeout: code('57014', 408),
  client_gone: code('08006', 499),
  upstream_timeout: code('57014', 504, { retryable: true }),
  consent_unavailable: code('58000', 503, { retryable: true }),
  tripwire: code('42501', 500, { fatal: true }),
  internal: code('XX000', 500, { fatal: true }),
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof errorCodes;
