/**
 * What a server has said of a prepared statement: the types of its parameters, and the names and types of its columns ('' when it
 * has none). Null: that it has not said.
 */
export interface Shape {
  readonly parameters: string | null;
  readonly columns: string | null;
}

export const untold: Shape = { parameters: null, columns: null };

/** What was said first counts, as its reader keeps it. */
export function filled(first: Shape, later: Shape): Shape {
  return { parameters: first.parameters ?? later.parameters, columns: first.columns ?? later.columns };
}

/** What was said last counts. */
export function renewed(first: Shape, later: Shape): Shape {
  return filled(later, first);
}

/** All that was told is known to hold here. */
export function holds(told: Shape, here: Shape): boolean {
  return (
    (told.parameters === null || told.parameters === here.parameters) &&
    (told.columns === null || told.columns === here.columns)
  );
}

/** Something that was told is known to be otherwise here. */
export function contradicts(told: Shape, here: Shape): boolean {
  return !holds(told, filled(here, told));
}
