import { connect } from 'node:net';

/** What came back for the bytes of a request. */
export interface RawAnswer {
  readonly bytes: Buffer;
  readonly status: number;
  /** The first line. */
  readonly statusLine: string;
  /** Names in small letters, in their order. */
  readonly headers: readonly (readonly [string, string])[];
  /** Without chunked framing. */
  readonly body: Buffer;
  /** The body has its declared end. */
  readonly complete: boolean;
}

/** Sends bytes, and reads until the other side closes. */
export async function exchangeRaw(
  port: number,
  request: string | Buffer,
  options: { readonly timeoutMs?: number } = {},
): Promise<RawAnswer> {
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of the answer: ${Buffer.concat(received).toString('latin1').slice(0, 500)}`));
    }, options.timeoutMs ?? 15_000);
    socket.on('data', (chunk) => received.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(received));
    });
  });
  return readAnswer(bytes);
}

export function readAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes
    .subarray(0, end < 0 ? bytes.length : end)
    .toString('latin1')
    .split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const rest = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const header = (name: string) => headers.find(([known]) => known === name)?.[1];
  const framed =
    header('transfer-encoding') === 'chunked'
      ? readChunks(rest)
      : { body: rest, complete: rest.length === Number(header('content-length') ?? 0) };
  return { bytes, status: Number(statusLine.split(' ')[1] ?? 0), statusLine, headers, ...framed };
}

function readChunks(rest: Buffer): { readonly body: Buffer; readonly complete: boolean } {
  const body: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = rest.indexOf('\r\n', at);
    if (line < 0) return { body: Buffer.concat(body), complete: false };
    const size = Number.parseInt(rest.subarray(at, line).toString('latin1'), 16);
    if (size === 0) return { body: Buffer.concat(body), complete: true };
    body.push(rest.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
    if (at > rest.length) return { body: Buffer.concat(body), complete: false };
  }
}
