/** What one file of src imports, and its text without comments. */
export interface SourceFile {
  /** Below src, with `/`: `pg/session.ts`. */
  readonly path: string;
  readonly code: string;
  /** The code without what stands between quotes. */
  readonly bare: string;
  readonly imports: readonly string[];
}

const comment = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[\s\S]*?\*\//g;

/** Every way of naming a module: import, import type, export from, import for effect, import(), import type of an expression. */
const modules = [
  /^[ \t]*(?:import|export)\b(?:\s+type\b)?[\s\w*{},$]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^[ \t]*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]\s*[),]/g,
  /\brequire\s*\(\s*['"`]([^'"`]+)['"`]\s*\)/g,
];

export function readSource(path: string, text: string): SourceFile {
  const code = text.replace(comment, (all: string, quoted?: string) => quoted ?? ' '.repeat(all.length));
  const bare = code.replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, "''");
  const imports = modules.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]!));
  return { path, code, bare, imports };
}

/** A file that only declares types has nothing to run. */
export function isTypesOnly({ code }: SourceFile): boolean {
  return !/^(?:export\s+)?(?:async\s+)?(?:function|const|let|class)\b/m.test(code);
}
