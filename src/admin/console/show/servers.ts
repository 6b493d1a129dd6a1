import { show } from '../command.js';
import { serverRows } from './server-rows.js';
import { pointerOf, socketColumns, socketRow, timeText } from './socket-columns.js';

export const showServers = show('SERVERS', socketColumns, (look) =>
  serverRows(look).map(({ server, database, databaseName, client }) =>
    socketRow({
      type: 'S',
      user: database?.role ?? '',
      database: databaseName,
      state: server.state,
      addr: database?.host ?? '',
      port: database?.port ?? 0,
      connect_time: timeText(look.nowMs - server.ageMs),
      request_time: timeText(look.nowMs - server.idleMs),
      close_needed: server.isClosing ? 1 : 0,
      ptr: pointerOf('server', server.id),
      link: client === null ? '' : pointerOf('client', client),
      remote_pid: server.processId,
      tls: '',
      application_name: look.clients.find(({ id }) => id === client)?.applicationName ?? '',
      prepared_statements: server.preparedStatements,
      id: server.id,
    }),
  ),
);
