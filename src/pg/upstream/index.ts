/** upstream: connections to the stores' servers. `open-upstream.ts` is the way in; nothing here knows of clients. */

export { cancelUpstream } from './cancel-upstream.js';
export { openUpstream, type UpstreamLink, type UpstreamLogin } from './open-upstream.js';
export { UpstreamRefusal } from './refusal.js';
export { type QueryRow, ServerSession, type ServerSessionOptions } from './server-session.js';
export {
  databaseFromUrl,
  type TargetOverrides,
  targetFromUrl,
  type UpstreamTarget,
  type UpstreamTls,
  type UpstreamTlsMode,
} from './target.js';
