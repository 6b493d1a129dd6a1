import type { ColumnShape } from './column-shape.js';
import { cast, literal } from './sql-expression.js';

/** One value for all, NULL for NULL. `text` must be a value of the type, as PostgreSQL prints it in UTC. */
export function fixedSql(column: string, text: string, shape: ColumnShape): string {
  return `CASE WHEN ${column} IS NOT NULL THEN ${cast(literal(text), shape.sql)} END`;
}
