export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

interface LogEvent {
  readonly level: LogLevel;
  readonly text: string;
}

/** Everything that is ever logged. The texts are fixed: what varies stands in the fields. */
export const logEvents = {
  gateway_starting: { level: 'info', text: 'gateway is starting' },
  gateway_ready: { level: 'info', text: 'gateway serves' },
  gateway_stopping: { level: 'info', text: 'gateway is stopping: no new connections' },
  gateway_stopped: { level: 'info', text: 'gateway has stopped' },
  listener_open: { level: 'info', text: 'listening for clients' },
  admin_open: { level: 'info', text: 'listening for operators' },
  admin_without_token: { level: 'warn', text: 'metrics can be read without a token' },
  trust_in_use: { level: 'warn', text: 'a principal needs no password from loopback addresses: for development only' },
  policy_loaded: { level: 'info', text: 'policy is in force' },
  policy_refused: { level: 'error', text: 'new configuration is not valid: the old one stays in force' },
  catalog_loaded: { level: 'info', text: 'catalog snapshot is loaded' },
  catalog_unavailable: { level: 'error', text: 'catalog snapshot could not be loaded' },
  upstream_reachable: { level: 'info', text: 'store answers' },
  upstream_unreachable: { level: 'error', text: 'store does not answer' },
  connection_opened: { level: 'info', text: 'client connected' },
  connection_closed: { level: 'info', text: 'client left' },
  connection_refused: { level: 'warn', text: 'client was turned away' },
  login_refused: { level: 'warn', text: 'login failed' },
  protocol_violation: { level: 'warn', text: 'client broke the protocol' },
  statement_refused: { level: 'info', text: 'statement was refused' },
  request_refused: { level: 'info', text: 'request was refused' },
  exchange_aborted: { level: 'warn', text: 'an answer that had begun was broken off' },
  exchange_fault: { level: 'error', text: 'an exchange ended by a fault of our own' },
  http_open: { level: 'info', text: 'listening for HTTP clients' },
  tripwire: { level: 'error', text: 'a protected column was about to leave: the session has ended' },
  session_fault: { level: 'error', text: 'a session ended by a fault of our own' },
  upstream_lost: { level: 'warn', text: 'server connection broke' },
  console_command: { level: 'info', text: 'a command of the console' },
  console_refused: { level: 'warn', text: 'a command of the console was refused' },
  worker_serves: { level: 'info', text: 'a worker serves' },
  worker_lost: { level: 'error', text: 'a worker ended unasked: another takes its place' },
  worker_out_of_step: { level: 'error', text: 'a worker did not take a new policy in time: it is ended' },
  process_fault: { level: 'error', text: 'the process ends by a fault of our own' },
} as const satisfies Record<string, LogEvent>;

export type LogEventName = keyof typeof logEvents;
