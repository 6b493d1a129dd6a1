/** Label value for a statement whose purpose has not been said. */
export const NONE = 'none';
/** Label value for whatever is not in a closed list. */
export const OTHER = 'other';

/**
 * A closed list of label values. What is not in it becomes `other`: no series can be named by a caller, and the number
 * of series is known beforehand.
 */
export class ClosedList {
  #values: ReadonlySet<string>;

  constructor(values: Iterable<string>) {
    this.#values = new Set(values);
  }

  get values(): Iterable<string> {
    return this.#values;
  }

  replace(values: Iterable<string>): void {
    this.#values = new Set(values);
  }

  /** Null stands for "not said". */
  label(value: string | null): string {
    if (value === null) return NONE;
    return this.#values.has(value) ? value : OTHER;
  }
}
