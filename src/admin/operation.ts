import type { Answer } from './answer.js';

/** One thing that operators can ask for. All are reads: GET and HEAD. */
export interface Operation {
  readonly path: string;
  /** May be asked without the token: what load balancers and kubelets ask. */
  readonly open: boolean;
  answer(): Answer | Promise<Answer>;
}
