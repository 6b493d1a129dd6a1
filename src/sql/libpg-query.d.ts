declare module 'libpg-query/wasm/libpg-query.js' {
  import type { ParserLibrary } from './parser-instance.js';

  /** Makes an instance of the parser, with memory of its own. */
  const create: () => Promise<ParserLibrary>;

  // biome-ignore lint/style/noDefaultExport: it is what the library has
  export { create as default };
}
