import type { Answer } from './answer.js';

/** Why two answers to one statement are not the same; null when they are. */
export function difference(one: Answer, other: Answer, isOrdered: boolean): string | null {
  if (one.kind !== other.kind) return `${outline(one)} against ${outline(other)}`;
  if (one.kind === 'rows' && other.kind === 'rows') {
    if (one.columns.join() !== other.columns.join())
      return `columns ${one.columns.join()} against ${other.columns.join()}`;
    if (one.command !== other.command) return `command ${one.command} against ${other.command}`;
    const [rows, others] = isOrdered ? [one.rows, other.rows] : [[...one.rows].sort(), [...other.rows].sort()];
    const at = rows.findIndex((row, index) => row !== others[index]);
    return at < 0 ? null : `row ${rows[at]} against ${others[at]}`;
  }
  if (one.kind === 'error' && other.kind === 'error') {
    return one.sqlstate === other.sqlstate ? null : `${outline(one)} against ${outline(other)}`;
  }
  return null;
}

function outline(answer: Answer): string {
  switch (answer.kind) {
    case 'rows':
      return `${answer.rows.length} rows`;
    case 'error':
      return `error ${answer.sqlstate} ${answer.message}`;
    case 'refused':
      return `refused: ${answer.message}`;
  }
}
