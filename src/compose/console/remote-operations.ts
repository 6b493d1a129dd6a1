import type { ConsoleOperations, GatewayLook, ShutdownMode } from '../../admin/index.js';

/** A call of one of the operations: each takes one thing at most. */
export interface OperationCall {
  readonly name: keyof ConsoleOperations;
  readonly argument: string | number | null;
}

/** The operations of a console in a worker: each is asked of the first process. */
export function remoteOperations(call: (order: OperationCall) => Promise<unknown>): ConsoleOperations {
  const act = async (name: keyof ConsoleOperations, argument: string | number | null): Promise<void> => {
    await call({ name, argument });
  };
  return {
    look: async () => (await call({ name: 'look', argument: null })) as GatewayLook,
    reload: () => act('reload', null),
    pause: (database) => act('pause', database),
    resume: (database) => act('resume', database),
    disable: (database) => act('disable', database),
    enable: (database) => act('enable', database),
    kill: (database) => act('kill', database),
    killClient: async (id) => (await call({ name: 'killClient', argument: id })) === true,
    reconnect: (database) => act('reconnect', database),
    shutDown: (mode) => act('shutDown', mode),
  };
}

/** Does here what a worker asked for. What comes is what `remoteOperations` sent. */
export function performCall(operations: ConsoleOperations, { name, argument }: OperationCall): Promise<unknown> {
  const database = typeof argument === 'string' ? argument : null;
  switch (name) {
    case 'look':
    case 'reload':
      return operations[name]();
    case 'pause':
    case 'resume':
    case 'kill':
    case 'reconnect':
      return operations[name](database);
    case 'disable':
    case 'enable':
      return operations[name](database ?? '');
    case 'killClient':
      return operations.killClient(Number(argument));
    case 'shutDown':
      return operations.shutDown(argument as ShutdownMode);
    default:
      return name satisfies never;
  }
}
