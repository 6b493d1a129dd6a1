import { inspect } from 'node:util';

/**
 * A value that must not be printed. It shows as `[secret]` wherever it is turned into text by accident: in a template,
 * a log line, JSON or an inspector. `reveal` is the one way to it, so that every use can be found.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. The caller must not log it, nor put it into an error. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
