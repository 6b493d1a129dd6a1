/** Who makes a request: by API key, token or certificate. Start at authenticator.ts. */

export { Authenticator } from './authenticator.js';
export type { CertificateCredential, HttpCredential, TokenCredential } from './credentials.js';
