import { columns } from '../column.js';
import { show } from '../command.js';
import { subsetNames, trafficByDatabase, trafficValues } from './traffic.js';

export const showStatsTotals = show(
  'STATS_TOTALS',
  [...columns('text', 'database'), ...columns('numeric', ...subsetNames)],
  (look) => trafficByDatabase(look).map(({ name, totals }) => [name, ...trafficValues(totals)]),
);
