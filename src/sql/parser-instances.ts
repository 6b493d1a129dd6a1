import { ParserInstance, type ParserLibrary } from './parser-instance.js';

/** Past this an instance gives way to a new one: the largest statement that is let through needs less. */
const memoryBytesMax = 512 * 1024 * 1024;

/**
 * The instance that parses, and one that takes its place at once when it broke. The limits before the parser keep it from
 * breaking; this is for what they may have missed.
 */
export class ParserInstances {
  readonly #create: () => Promise<ParserLibrary>;
  #current: ParserInstance | null = null;
  #spare: ParserInstance | null = null;
  #making: Promise<void> | null = null;

  constructor(create: () => Promise<ParserLibrary>) {
    this.#create = create;
  }

  /** Ends when there is an instance to work with, and a spare one. */
  async load(): Promise<void> {
    while (this.#current === null || this.#spare === null) await this.#make();
  }

  /**
   * @throws what `work` throws: then the instance is replaced, and never used again.
   * @throws Error when nothing was loaded, or the last two instances broke a moment ago.
   */
  use<Result>(work: (instance: ParserInstance) => Result): Result {
    const instance = this.#current;
    if (instance === null) throw new Error('the parser is not loaded');
    try {
      const result = work(instance);
      if (instance.memoryBytes > memoryBytesMax) this.#replace();
      return result;
    } catch (fault) {
      this.#replace();
      throw fault;
    }
  }

  #replace(): void {
    this.#current = this.#spare;
    this.#spare = null;
    // One that can't be made now is tried for again at the next fault, or by `load`.
    this.load().catch(() => {});
  }

  #make(): Promise<void> {
    this.#making ??= this.#create()
      .then((library) => {
        const instance = new ParserInstance(library);
        if (this.#current === null) this.#current = instance;
        else this.#spare = instance;
      })
      .finally(() => {
        this.#making = null;
      });
    return this.#making;
  }
}
