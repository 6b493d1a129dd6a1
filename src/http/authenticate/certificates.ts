import { TLSSocket } from 'node:tls';
import type { CertificateCredential, HttpCredential } from './credentials.js';

/** The principal whose certificate the client has shown; null when it is nobody's, or none that the authorities vouch for. */
export function certificatePrincipal(socket: unknown, credentials: ReadonlyMap<string, HttpCredential>): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return null;
  const sha256 = shown.fingerprint256.replaceAll(':', '').toLowerCase();
  const names = new Set((shown.subjectAltName ?? '').split(', '));
  for (const [principal, { certificate }] of credentials) {
    if (certificate !== null && isMeant(certificate, sha256, names)) return principal;
  }
  return null;
}

function isMeant(certificate: CertificateCredential, sha256: string, names: ReadonlySet<string>): boolean {
  return certificate.kind === 'fingerprint' ? certificate.sha256 === sha256 : names.has(certificate.name);
}
