import { family, reads, service } from '../application.js';

export const pgbench = family(
  'pgbench',
  reads('SELECT abalance FROM pgbench_accounts WHERE aid = 5'),
  service('UPDATE pgbench_accounts SET abalance = abalance + 7 WHERE aid = 5'),
  service('UPDATE pgbench_tellers SET tbalance = tbalance + 7 WHERE tid = 3'),
  service('UPDATE pgbench_branches SET bbalance = bbalance + 7 WHERE bid = 1'),
  service('INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (3, 1, 5, 7, CURRENT_TIMESTAMP)'),
  service('SELECT count(*) FROM pgbench_branches'),
  service('truncate pgbench_history'),
);
