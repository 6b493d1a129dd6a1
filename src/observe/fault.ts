import { GatewayError } from '../errors/index.js';
import type { LogFields } from './log-fields.js';

/**
 * What may be logged of a fault: its kind, codes, and where in the code it happened. Never its message: that of a server
 * or a library can quote a value.
 */
export function describeFault(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: typeof fault };
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  // Names of system errors start with E; no class of SQLSTATE does.
  const isErrno = code.startsWith('E');
  return {
    fault: fault.name,
    reason: fault instanceof GatewayError ? fault.code : null,
    sqlstate: fault instanceof GatewayError ? fault.sqlstate : isErrno ? null : code,
    errno: isErrno ? code : null,
    at: frames(fault),
  };
}

/** The stack less its head. The message is cut out by its own text, since it can hold lines that look like frames. */
function frames(fault: Error): string | null {
  const stack = fault.stack ?? '';
  const start = stack.indexOf(fault.message);
  if (start < 0) return null;
  return stack
    .slice(start + fault.message.length)
    .split('\n')
    .map((line) => /^ {4}at (?:.* \()?((?:file:|node:|\/)[^()]*:\d+:\d+)\)?$/.exec(line)?.[1])
    .filter((place) => place !== undefined)
    .slice(0, 8)
    .join(' < ');
}
