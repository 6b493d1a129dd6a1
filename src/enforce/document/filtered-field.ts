import type { FieldEntry } from '../../datamap/index.js';
import type { FieldDecision } from '../../policy/index.js';

/** A field that a request gives a value for: to find records by, or to be written. */
export interface FilteredField {
  readonly path: string;
  readonly entry: FieldEntry | undefined;
  readonly decision: FieldDecision | undefined;
}
