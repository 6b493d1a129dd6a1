import type { Value } from './message.js';

/** What conversations are made of: texts that mean something to one store. */
export interface Vocabulary {
  /** Statements, by how often they come. */
  readonly texts: readonly (readonly [weight: number, texts: readonly string[]])[];
  /** Statements with parameters, their types, and values that may be given. */
  readonly withParameters: readonly {
    readonly text: string;
    readonly types?: readonly number[];
    readonly values: readonly (readonly Value[])[];
  }[];
  readonly copiesOut: readonly string[];
  /** With what may be sent for them. */
  readonly copiesIn: readonly { readonly text: string; readonly data: readonly (string | Buffer)[] }[];
}
