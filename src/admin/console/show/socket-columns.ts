import { type Column, columns, type Value } from '../column.js';

/** What `SHOW CLIENTS` and `SHOW SERVERS` have in common. */
export const socketColumns: readonly Column[] = [
  ...columns('text', 'type', 'user', 'database', 'replication', 'state', 'addr'),
  ...columns('int4', 'port'),
  ...columns('text', 'local_addr'),
  ...columns('int4', 'local_port'),
  ...columns('text', 'connect_time', 'request_time'),
  ...columns('int4', 'wait', 'wait_us', 'close_needed'),
  ...columns('text', 'ptr', 'link'),
  ...columns('int4', 'remote_pid'),
  ...columns('text', 'tls', 'application_name'),
  ...columns('int4', 'prepared_statements'),
  ...columns('int8', 'id'),
];

/** One connection, by PgBouncer's names. What is left out does not apply. */
export interface SocketRow {
  readonly type: 'C' | 'S';
  readonly user: string;
  readonly database: string;
  readonly state: string;
  readonly addr: string;
  readonly port: number;
  readonly connect_time: string;
  readonly request_time: string;
  readonly close_needed: number;
  readonly ptr: string;
  readonly link: string;
  readonly remote_pid: number;
  readonly tls: string;
  readonly application_name: string;
  readonly prepared_statements: number;
  readonly id: number;
}

export function socketRow(row: SocketRow): Value[] {
  const known: Readonly<Record<string, Value>> = { ...row, replication: 'none', local_addr: '', local_port: 0 };
  return socketColumns.map(({ name }) => known[name] ?? 0);
}

/** As PgBouncer writes it, in UTC. */
export function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Stands for a connection where PgBouncer shows an address in memory. */
export function pointerOf(kind: 'client' | 'server', id: number): string {
  return `${kind}-${id}`;
}
