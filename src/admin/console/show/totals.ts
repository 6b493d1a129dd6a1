import { columns, type Value } from '../column.js';
import { show } from '../command.js';
import { sum, trafficByDatabase, trafficNames, trafficValues } from './traffic.js';

/** PgBouncer calls two of them otherwise here. */
const names = trafficNames.map((name) =>
  name === 'received' ? 'client_bytes' : name === 'sent' ? 'server_bytes' : name,
);

export const showTotals = show('TOTALS', [...columns('text', 'name'), ...columns('numeric', 'value')], (look) => {
  const all = trafficByDatabase(look);
  const rows = (prefix: string, values: readonly Value[]) =>
    names.map((name, index) => [`${prefix}_${name}`, values[index] ?? 0]);
  return [
    ...rows('total', trafficValues(sum(all.map(({ totals }) => totals)))),
    ...rows('avg', trafficValues(sum(all.map(({ averages }) => averages)))),
  ];
});
