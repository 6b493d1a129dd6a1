import { GatewayError } from '../errors/index.js';

/**
 * A fault in words that may be shown: ours as they are, the system's by their code. Of anything else only its kind and
 * where it happened: its message could quote a value.
 */
export function sayFault(fault: unknown): string {
  if (fault instanceof GatewayError)
    return fault.hint === undefined ? fault.message : `${fault.message} (${fault.hint})`;
  const { code, syscall, address, port } = (fault ?? {}) as Partial<Record<string, unknown>>;
  if (typeof code === 'string' && typeof syscall === 'string') {
    const place = address === undefined ? '' : ` ${String(address)}${port === undefined ? '' : `:${String(port)}`}`;
    return `${syscall}${place}: ${systemFaults[code] ?? code}`;
  }
  const stack = fault instanceof Error ? (fault.stack ?? '') : '';
  const frame = /^ {4}at .*$/m.exec(stack)?.[0].trim();
  return `internal error${fault instanceof Error ? ` (${fault.name}${frame === undefined ? '' : ` ${frame}`})` : ''}`;
}

const systemFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'permission denied',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
};
