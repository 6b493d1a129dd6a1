import { columns } from '../column.js';
import { show } from '../command.js';
import { trafficByDatabase, trafficNames, trafficValues } from './traffic.js';

const averageNames = trafficNames.map((name) => (name === 'received' ? 'recv' : name));

export const showStats = show(
  'STATS',
  [
    ...columns('text', 'database'),
    ...columns('numeric', ...trafficNames.map((name) => `total_${name}`)),
    ...columns('numeric', ...averageNames.map((name) => `avg_${name}`)),
  ],
  (look) =>
    trafficByDatabase(look).map(({ name, totals, averages }) => [
      name,
      ...trafficValues(totals),
      ...trafficValues(averages),
    ]),
);
