import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { systemClock } from '../../src/base/index.js';
import { HttpWorks } from '../../src/compose/http-works.js';
import { readConfiguration } from '../../src/compose/read-configuration.js';
import { createLogger, createMetrics } from '../../src/observe/index.js';
import { exchangeRaw, type RawAnswer } from './raw-client.js';
import { ScriptedService } from './service.js';

export const pseudonymKey = Buffer.alloc(32, 7).toString('base64');

/** The HTTP side of a gateway, before a scripted service. */
export interface HttpGateway {
  readonly port: number;
  readonly service: ScriptedService;
  /** Everything that was logged. */
  readonly log: () => string;
  readonly metrics: () => Promise<string>;
  /** A request of a principal whose key is `<principal>-key`. The connection is closed behind it. */
  ask(principal: string, request: AskedRequest): Promise<RawAnswer>;
  reload(yaml: string): Promise<void>;
  close(): Promise<void>;
}

export interface AskedRequest {
  readonly method?: string;
  /** As it stands in the request line. */
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** What stands in `auth` of a principal whose key is `<name>-key`. */
export const keyOf = (name: string): string =>
  `{ api_key: "sha256:${createHash('sha256').update(`${name}-key`).digest('hex')}" }`;

/** `configuration` is the YAML; `{PORT}` in it stands for the service's port. */
export async function openHttpGateway(configuration: string): Promise<HttpGateway> {
  const service = await ScriptedService.open();
  const directory = await mkdtemp(join(tmpdir(), 'damask-http-'));
  const file = join(directory, 'damask.yaml');
  const read = async (yaml: string) => {
    await writeFile(file, yaml.replaceAll('{PORT}', String(service.port)));
    return await readConfiguration(file, {});
  };
  const loaded = await read(configuration);
  const { settings } = loaded;
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const metrics = createMetrics({ stores: settings.stores.keys(), purposes: settings.purposes.keys() });
  const { http } = settings.listen;
  if (http === null) throw new Error('the configuration has no `listen.http`');
  const works = new HttpWorks(loaded, http, {
    clock: systemClock,
    metrics,
    logger: createLogger({ level: 'debug', destination }),
    catalogs: () => [],
  });
  const { port } = await works.open();
  return {
    port,
    service,
    log: () => lines.join(''),
    metrics: async () => (await metrics.text()).body,
    ask: (principal, request) => exchangeRaw(port, requestBytes(principal, request)),
    reload: async (yaml) => works.prepare(await read(yaml)).commit(),
    close: async () => {
      await works.close(false);
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function requestBytes(principal: string, { method = 'GET', path, headers = [], body }: AskedRequest): Buffer {
  const bytes = Buffer.from(body ?? '');
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: gateway.example',
    'Connection: close',
    `Authorization: Bearer ${principal}-key`,
    ...headers,
    ...(body === undefined ? [] : [`Content-Length: ${bytes.length}`]),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes]);
}
