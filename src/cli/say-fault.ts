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
  if (!(fault instanceof Error)) return 'internal error';
  const place = firstFrame(fault);
  return `internal error (${fault.name}${place === null ? '' : ` at ${place}`})`;
}

/** Where in the code it happened. The message is cut out by its own text, since it can hold lines that look like frames. */
function firstFrame({ stack = '', message }: Error): string | null {
  const start = stack.indexOf(message);
  const frames = start < 0 ? '' : stack.slice(start + message.length);
  return /^ {4}at (?:.* \()?((?:file:|node:|\/)[^()\n]*:\d+:\d+)\)?$/m.exec(frames)?.[1] ?? null;
}

const systemFaults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'permission denied',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
};
