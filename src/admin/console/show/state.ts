import { columns } from '../column.js';
import { show } from '../command.js';

export const showState = show('STATE', columns('text', 'key', 'value'), ({ databases, isStopping }) => {
  const isPaused = databases.length > 0 && databases.every((database) => database.isPaused);
  return [
    ['active', isPaused || isStopping ? 'no' : 'yes'],
    ['paused', isPaused ? 'yes' : 'no'],
    ['suspended', 'no'],
    ['stopping', isStopping ? 'yes' : 'no'],
  ];
});
