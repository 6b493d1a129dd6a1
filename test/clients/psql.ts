import { type ChildProcess, spawn } from 'node:child_process';
import type { Login } from '../fixtures/shop-gateway.js';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** psql's environment for a login. The user's own psqlrc, history and locale stay out. */
function psqlEnvironment({ host, port, user, password, database }: Login): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PSQL_HISTORY: '/dev/null',
    PAGER: 'cat',
    TERM: 'dumb',
  };
}

/** Runs psql with `input` as its script, without its start-up file. */
export function psql(login: Login, input: string, args: readonly string[] = []): Promise<Ended> {
  return runClient(login, 'psql', ['-X', ...args], input);
}

/** Runs a program of PostgreSQL's that takes its login from the environment. */
export function runClient(login: Login, program: string, args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: psqlEnvironment(login), stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** A psql on a pseudo-terminal, as at a keyboard. */
export class Terminal {
  readonly #child: ChildProcess;
  #seen = '';

  constructor(login: Login) {
    this.#child = spawn('script', ['-qec', 'psql -X', '/dev/null'], { env: psqlEnvironment(login), stdio: 'pipe' });
    this.#child.stdout?.on('data', (chunk) => {
      this.#seen += chunk;
    });
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** What has been shown since the last call up to what matches, once it does. Throws with what was shown otherwise. */
  async sees(pattern: RegExp, timeoutMs = 10_000): Promise<string> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const match = pattern.exec(this.#seen);
      if (match !== null) {
        const length = match.index + match[0].length;
        const seen = this.#seen.slice(0, length);
        this.#seen = this.#seen.slice(length);
        return seen;
      }
      if (Date.now() > end) throw new Error(`${pattern} was not shown, but: ${JSON.stringify(this.#seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin?.end('\u0003\n\\q\n');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    await closed;
    clearTimeout(timer);
  }
}
