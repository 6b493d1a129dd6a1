/** auth: who the client is. `authenticate-client.ts` is the way in; it knows no sockets. */

export {
  type AuthenticationFrame,
  type AuthenticationIo,
  authenticateClient,
  authenticationFrameBytesMax,
  type ClientLogin,
} from './authenticate-client.js';
export { isLoopbackAddress } from './loopback.js';
export type { PrincipalCredential, PrincipalDirectory } from './principal.js';
export {
  parseScramVerifier,
  type ScramVerifier,
  ScramVerifiers,
  type ScramVerifiersOptions,
} from './scram-verifier.js';
