import { columns } from '../column.js';
import { show } from '../command.js';

/** A row a process and kind of memory, in bytes. Sizes can be larger than PgBouncer's int4. */
export const showMem = show(
  'MEM',
  [...columns('text', 'name'), ...columns('int8', 'size', 'used', 'free', 'memtotal')],
  ({ memory }) =>
    memory.flatMap(({ name, resident, heapTotal, heapUsed, external }) => [
      [`${name}_heap`, heapTotal, heapUsed, heapTotal - heapUsed, resident],
      [`${name}_external`, external, external, 0, resident],
    ]),
);
