import { expect, test } from 'vitest';
import { type SessionLog, sessionObserver } from '../../src/compose/session-observer.js';
import { createLogger, createMetrics } from '../../src/observe/index.js';

test('the log is spared of who comes and who goes where that is asked for, as it is in force then', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
  let inForce: SessionLog | null = null;
  const observer = sessionObserver(createMetrics({ stores: [], purposes: [] }), logger, () => inForce);
  const said = (): unknown[] => {
    lines.length = 0;
    for (const event of ['connection_opened', 'connection_closed', 'login_refused'] as const) observer.log(event, {});
    return lines.map((line) => (JSON.parse(line) as { event: string }).event);
  };
  expect(said()).toEqual(['connection_opened', 'connection_closed', 'login_refused']);
  inForce = { logConnections: false, logDisconnections: true };
  expect(said()).toEqual(['connection_closed', 'login_refused']);
  inForce = { logConnections: true, logDisconnections: false };
  expect(said()).toEqual(['connection_opened', 'login_refused']);
});
