import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GatewayError } from '../../src/errors/index.js';
import { createLogger, describeFault, type LogFields, type Logger, logEvents } from '../../src/observe/index.js';

const canary = 'canary-4111-1111-1111-1111';

function record(): { readonly logger: Logger; readonly lines: () => string[] } {
  const lines: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
  return { logger, lines: () => lines };
}

function only(lines: readonly string[]): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

test('a line is one JSON object with level, time, event, text and the fields given', () => {
  const { logger, lines } = record();
  logger.log('statement_refused', {
    principal: 'analyst',
    fingerprint: '50fde20626009aba',
    sqlstate: '42501',
    durationMs: 1.5,
  });
  expect(lines()[0]?.endsWith('\n')).toBe(true);
  const line = only(lines());
  expect(line).toMatchObject({
    level: 'info',
    event: 'statement_refused',
    msg: logEvents.statement_refused.text,
    principal: 'analyst',
    fingerprint: '50fde20626009aba',
    sqlstate: '42501',
    durationMs: 1.5,
  });
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('fields of a bound logger stand in each of its lines', () => {
  const { logger, lines } = record();
  logger.with({ connection: 7, store: 'shop' }).log('connection_closed', { rows: 3 });
  expect(only(lines())).toMatchObject({ connection: 7, store: 'shop', rows: 3 });
});

test('a level above an event silences it', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'error', destination: { write: (line: string) => void lines.push(line) } });
  logger.log('connection_opened', {});
  expect(lines).toEqual([]);
  logger.log('tripwire');
  expect(lines).toHaveLength(1);
});

test('a field that is not listed is dropped, whatever it is called and whatever it holds', () => {
  const names = [
    'sql',
    'query',
    'text',
    'parameters',
    'err',
    'error',
    'msg',
    'password',
    '__proto__',
    'constructor',
    'a.b',
  ];
  for (const name of names) {
    const { logger, lines } = record();
    const fields = Object.fromEntries([[name, canary]]) as unknown as LogFields;
    logger.log('statement_refused', fields);
    logger.with(fields).log('statement_refused');
    expect(lines()).toHaveLength(2);
    expect(lines().join('')).not.toContain(canary);
  }
});

test('a listed field does not take an object, a list, a buffer or a function', () => {
  for (const value of [{ canary }, [canary], Buffer.from(canary), () => canary, new Error(canary), Symbol(canary)]) {
    const { logger, lines } = record();
    logger.log('statement_refused', { principal: value, rows: value, fingerprint: value } as unknown as LogFields);
    expect(lines()).toHaveLength(1);
    expect(lines().join('')).not.toContain(canary);
  }
});

test('a field with a fixed shape does not take text of another shape', () => {
  const fields = ['fingerprint', 'reason', 'verdict', 'sqlstate', 'errno', 'signal', 'fault'];
  for (const name of fields) {
    const { logger, lines } = record();
    logger.log('statement_refused', { [name]: `${canary} SELECT 'x'` } as LogFields);
    expect(Object.keys(only(lines()))).not.toContain(name);
  }
});

test('an event that is not listed is not written', () => {
  const { logger, lines } = record();
  logger.log(canary as 'tripwire');
  logger.log('constructor' as 'tripwire');
  expect(lines()).toEqual([]);
});

test('no literal of a statement gets into a line through a field of any name', () => {
  fc.assert(
    fc.property(fc.string(), fc.anything(), (name, value) => {
      fc.pre(
        !['principal', 'purpose', 'store', 'database', 'user', 'application', 'relation', 'file', 'at'].includes(name),
      );
      const { logger, lines } = record();
      logger.log('statement_refused', { [name]: [canary, value], [`${name}x`]: canary } as unknown as LogFields);
      expect(lines().join('')).not.toContain(canary);
    }),
  );
});

test('text from a client can neither forge a line nor hide one', () => {
  const { logger, lines } = record();
  logger.log('login_refused', { user: 'eve"}\n{"level":"info","event":"gateway_ready"}\u001b[2K\u202e\u2028\u0000' });
  const line = only(lines());
  expect(lines()[0]?.split('\n')).toHaveLength(2);
  expect(line.event).toBe('login_refused');
  expect(line.user).not.toMatch(/[\p{C}\u2028\u2029]/u);
});

test('text from a client is cut at the length of a PostgreSQL name', () => {
  const { logger, lines } = record();
  logger.log('login_refused', { user: '𝒳'.repeat(10_000) });
  expect([...(only(lines()).user as string)]).toHaveLength(64);
});

test('letters of any script are shown as they are', () => {
  const { logger, lines } = record();
  logger.log('login_refused', { user: 'Søren Łukasz 山田 أحمد' });
  expect(only(lines()).user).toBe('Søren Łukasz 山田 أحمد');
});

test('a fault is described by its kind, codes and place, not by its message', () => {
  const fault = Object.assign(new Error(`invalid input syntax: "${canary}"\n    at ${canary} (/x.js:1:1)`), {
    code: '22P02',
  });
  const { logger, lines } = record();
  logger.log('session_fault', describeFault(fault));
  const line = only(lines());
  expect(line).toMatchObject({ fault: 'Error', sqlstate: '22P02' });
  expect(line.at).toContain('logger.test.ts');
  expect(lines().join('')).not.toContain(canary);
});

test('a fault whose stack does not hold its message shows no frames', () => {
  const fault = new Error('second');
  fault.stack = `Error: first\n    at ${canary} (/x.js:1:1)\n    at run (/y.js:2:2)`;
  expect(describeFault(fault).at).toBeNull();
});

test('system errors, our own errors and thrown values are told apart', () => {
  expect(describeFault(Object.assign(new Error('x'), { code: 'EPIPE' }))).toMatchObject({
    errno: 'EPIPE',
    sqlstate: null,
  });
  expect(describeFault(new GatewayError('refused', 'no'))).toMatchObject({ reason: 'refused', sqlstate: '42501' });
  expect(describeFault(canary)).toEqual({ fault: 'string' });
});
