import type { Answer } from './answer.js';

/** Why two answers to one statement are not the same; null when they are. */
export function difference(one: Answer, other: Answer, isOrdered: boolean): string | null {
  if (one.kind !== other.kind) return `${outline(one)} against ${outline(other)}`;
  if (one.kind === 'rows' && other.kind === 'rows') {
    if (!sameColumns(one.columns, other.columns))
      return `columns ${one.columns.join()} against ${other.columns.join()}`;
    if (one.command !== other.command) return `command ${one.command} against ${other.command}`;
    if (one.notices.join('\n') !== other.notices.join('\n'))
      return `notices ${one.notices.join()} against ${other.notices.join()}`;
    const [rows, others] = isOrdered ? [one.rows, other.rows] : [[...one.rows].sort(), [...other.rows].sort()];
    const at = rows.findIndex((row, index) => row !== others[index]);
    return at < 0 ? null : `row ${rows[at]} against ${others[at]}`;
  }
  if (one.kind === 'error' && other.kind === 'error') {
    return one.sqlstate === other.sqlstate ? null : `${outline(one)} against ${outline(other)}`;
  }
  return null;
}

/**
 * Names and types are the same. A type's modifier is that of the planned expression: where the planner knows that a part of
 * COALESCE is NULL, it may be another.
 */
function sameColumns(columns: readonly string[], others: readonly string[]): boolean {
  return (
    columns.length === others.length &&
    columns.every((column, index) => {
      const other = others[index] ?? '';
      return column === other || (isUnmodified(column, other) && withoutModifier(column) === withoutModifier(other));
    })
  );
}

function isUnmodified(column: string, other: string): boolean {
  return column.endsWith(' -1') || other.endsWith(' -1');
}

function withoutModifier(column: string): string {
  return column.slice(0, column.lastIndexOf(' '));
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
