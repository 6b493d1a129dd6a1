import { show } from '../command.js';
import type { ClientLook, GatewayLook } from '../look.js';
import { serverRows } from './server-rows.js';
import { pointerOf, socketColumns, socketRow, timeText } from './socket-columns.js';

export const showClients = show('CLIENTS', socketColumns, (look) =>
  look.clients.map((client) => clientRow(client, look)),
);

function clientRow(client: ClientLook, look: GatewayLook) {
  const server = serverRows(look).find(({ client: holder }) => holder === client.id);
  return socketRow({
    type: 'C',
    user: client.principal ?? '(nouser)',
    database: client.database ?? '(nodb)',
    state: client.state,
    addr: client.address,
    port: client.port,
    connect_time: timeText(look.nowMs - client.connectedMs),
    request_time: timeText(look.nowMs),
    close_needed: 0,
    ptr: pointerOf('client', client.id),
    link: server === undefined ? '' : pointerOf('server', server.server.id),
    remote_pid: 0,
    tls: client.encrypted ? 'TLS' : '',
    application_name: client.applicationName ?? '',
    prepared_statements: 0,
    id: client.id,
  });
}
