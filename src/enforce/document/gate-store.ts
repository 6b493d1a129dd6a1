/** An HTTP store, as far as the gate knows it. */
export interface HttpGateStore {
  readonly name: string;
  /** Segments of the gateway's path under which it is found. */
  readonly mount: readonly string[];
  /** Headers of requests that are passed on. */
  readonly passHeaders: readonly string[];
}
