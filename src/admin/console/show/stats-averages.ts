import { columns } from '../column.js';
import { show } from '../command.js';
import { subsetNames, trafficByDatabase, trafficValues } from './traffic.js';

export const showStatsAverages = show(
  'STATS_AVERAGES',
  [...columns('text', 'database'), ...columns('numeric', ...subsetNames)],
  (look) => trafficByDatabase(look).map(({ name, averages }) => [name, ...trafficValues(averages)]),
);
