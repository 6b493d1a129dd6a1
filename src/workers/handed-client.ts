/** What goes with a client's socket to a worker. */
export interface HandedClient {
  readonly kind: 'client';
  readonly number: number;
  readonly arrived: ArrivedClient;
}

/** What the process that accepted a client says of it. */
export interface ArrivedClient {
  /** The name of the port at which it came. */
  readonly door: string;
  /** False when there are too many already. */
  readonly admitted: boolean;
}

/** What a worker says of a client that it was handed: it has it, or the connection is over. */
export interface ClientNews {
  readonly kind: 'taken' | 'left';
  readonly number: number;
}

/** Both sides are of the same program, so the kind tells all. */
export function isHandedClient(message: unknown): message is HandedClient {
  return kindOf(message) === 'client';
}

export function isClientNews(message: unknown): message is ClientNews {
  const kind = kindOf(message);
  return kind === 'taken' || kind === 'left';
}

function kindOf(message: unknown): unknown {
  return (message as { readonly kind?: unknown } | null)?.kind;
}
