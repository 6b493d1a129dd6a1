import { type Problem, problemContentType } from './problem.js';

/** What an operation answers; the listener writes it. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answerProblem(of: Problem, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: of.status, contentType: problemContentType, body: `${JSON.stringify(of)}\n`, headers };
}

export function answerJson(status: number, body: unknown): Answer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}
