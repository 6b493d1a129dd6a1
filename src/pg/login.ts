import type { ConnectionFacts } from '../enforce/index.js';
import { GatewayError } from '../errors/index.js';
import {
  decodeStartupOptions,
  encodeNegotiateProtocolVersion,
  encodeStartupOptions,
  PASSWORD_MESSAGE_BYTES_MAX,
  type StartupMessage,
} from '../pgwire/index.js';
import { authenticateClient, type PrincipalDirectory, type ScramVerifiers } from './auth/index.js';
import type { Arrival } from './startup.js';
import { parseUserName, type UserName } from './user-name.js';

/** Who connects, to what, and how. */
export interface Login {
  readonly user: UserName;
  readonly database: string;
  /** As ConnectionFacts has them. */
  readonly parameters: ConnectionFacts['parameters'];
  /** What is spoken with this client. */
  readonly protocolMinor: 0 | 2;
}

/** What is said last of a login goes out with what comes next: a write costs more than what is written. */
export interface LoggedIn {
  readonly login: Login;
  /** AuthenticationOk, and what belongs before it. Yet to be sent. */
  readonly unsent: Buffer;
}

export interface LoginPorts {
  readonly principals: PrincipalDirectory;
  readonly verifiers: ScramVerifiers;
}

/**
 * From the startup message to AuthenticationOk, which is left for the caller to send.
 *
 * @throws GatewayError to be said, and ClientGone
 */
export async function logIn(arrival: Arrival, startup: StartupMessage, ports: LoginPorts): Promise<LoggedIn> {
  const { parameters } = startup;
  const user = parameters.get('user') ?? '';
  if (user === '') throw new GatewayError('authorization', 'no PostgreSQL user name specified in startup packet');
  refuseReplication(parameters.get('replication'));
  const login: Login = {
    user: parseUserName(user),
    database: parameters.get('database') || parseUserName(user).principal,
    parameters: runtimeParameters(parameters),
    protocolMinor: startup.minor >= 2 ? 2 : 0,
  };
  // 3.1 never was. What is newer than we are, and options that we don't know, are told of before anything else.
  if ((startup.minor !== 0 && startup.minor !== 2) || startup.protocolOptions.length > 0) {
    arrival.socket.write(encodeNegotiateProtocolVersion(login.protocolMinor, startup.protocolOptions));
  }
  const { intake, socket } = arrival;
  let unsent: Buffer = Buffer.alloc(0);
  await authenticateClient(
    {
      send: (bytes) => {
        unsent = unsent.length === 0 ? bytes : Buffer.concat([unsent, bytes]);
      },
      receive: async () => {
        socket.write(unsent);
        unsent = Buffer.alloc(0);
        const header = await intake.peek(5);
        const length = header.readUInt32BE(1);
        if (length < 4 || length > PASSWORD_MESSAGE_BYTES_MAX) {
          throw new GatewayError('protocol_violation', 'invalid message length');
        }
        const frame = await intake.take(1 + length);
        return { type: frame.toString('latin1', 0, 1), body: frame.subarray(5) };
      },
    },
    {
      name: login.user.principal,
      credential: ports.principals.find(login.user.principal),
      address: socket.remoteAddress ?? '',
      binding: arrival.binding,
    },
    ports.verifiers,
  );
  return { login, unsent };
}

/** A replication connection reads the write-ahead log: every value of every row. */
function refuseReplication(replication: string | undefined): void {
  if (replication === undefined || /^(f|fa|fal|fals|false|of|off|n|no|0)$/i.test(replication)) return;
  throw new GatewayError('not_supported', 'replication connections are not supported');
}

/** What is no run-time parameter in a startup message, whatever `options` says: a server that reads it there asks for no setting. */
function isStartupWord(name: string): boolean {
  return ['user', 'database', 'replication', 'options'].includes(name) || name.startsWith('_pq_.');
}

/** What `options` sets stands before what has a parameter of its own: the server lets the later one win. */
function runtimeParameters(parameters: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const { settings, others } = decodeStartupOptions(parameters.get('options') ?? '');
  const own = [...parameters].filter(([name]) => !isStartupWord(name));
  const ownNames = new Set(own.map(([name]) => name.toLowerCase()));
  const unfolded = new Map(
    [...settings].filter(([name]) => !(isStartupWord(name) || ownNames.has(name.toLowerCase()))),
  );
  // Such settings stay in `options`, where the server says that there is none of that name.
  const words = [...settings].flatMap(([name, value]) => (isStartupWord(name) ? ['-c', `${name}=${value}`] : []));
  if (others.length + words.length > 0) unfolded.set('options', encodeStartupOptions([...others, ...words]));
  for (const [name, value] of own) unfolded.set(name, value);
  return unfolded;
}
