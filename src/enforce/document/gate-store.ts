import type { Route } from './route.js';

/** An HTTP store, as far as the gate knows it. */
export interface HttpGateStore {
  readonly name: string;
  /** Where the service is: scheme, host, port, and what stands before each path there. */
  readonly address: string;
  /** Segments of the gateway's path under which it is found. */
  readonly mount: readonly string[];
  /** Headers of requests that are passed on. */
  readonly passHeaders: readonly string[];
}

/** A store as far as what may be seen of it hangs on it. */
export interface PlannedStore extends Pick<HttpGateStore, 'name' | 'address' | 'mount'> {
  readonly routes: readonly Route[];
}
