import { createHash } from 'node:crypto';

/**
 * The channel binding `tls-server-end-point` of RFC 5929, section 4.1: the certificate's hash, by the hash function of
 * its signature, with SHA-256 in the place of MD5 and SHA-1. Null when the signature names no hash (Ed25519), or the
 * bytes are no certificate: then there is no such binding, and PostgreSQL too can't make one.
 *
 * @param certificate in DER
 */
export function endPointBinding(certificate: Buffer): Buffer | null {
  const hash = signatureHash(certificate);
  return hash === null ? null : createHash(hash).update(certificate).digest();
}

/** DER of the OIDs, in hex, of RFC 8017 (RSA), RFC 5758 (ECDSA, DSA) and RFC 3279. */
const HASH_OF_SIGNATURE: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a864886f70d01010e': 'sha224',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a8648ce3d040301': 'sha224',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
};

const RSASSA_PSS = '2a864886f70d01010a';
const HASHES: Readonly<Record<string, string>> = {
  '2b0e03021a': 'sha256', // SHA-1
  '608648016503040204': 'sha224',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const HASH_ALGORITHM = 0xa0;

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OID, parameters }, signature } (RFC 5280). */
function signatureHash(certificate: Buffer): string | null {
  const outer = element(certificate, 0);
  if (outer?.tag !== SEQUENCE) return null;
  const signed = element(outer.body, 0);
  const algorithm = signed === null ? null : element(outer.body, signed.end);
  if (algorithm?.tag !== SEQUENCE) return null;
  const name = element(algorithm.body, 0);
  if (name?.tag !== OBJECT_IDENTIFIER) return null;
  const oid = name.body.toString('hex');
  if (oid !== RSASSA_PSS) return HASH_OF_SIGNATURE[oid] ?? null;
  // RSASSA-PSS-params ::= SEQUENCE { [0] hashAlgorithm DEFAULT sha1, … }
  const parameters = element(algorithm.body, name.end);
  const first = parameters?.tag === SEQUENCE ? element(parameters.body, 0) : null;
  if (first?.tag !== HASH_ALGORITHM) return 'sha256';
  const hash = element(first.body, 0);
  const hashName = hash?.tag === SEQUENCE ? element(hash.body, 0) : null;
  return hashName === null ? null : (HASHES[hashName.body.toString('hex')] ?? null);
}

/** One DER element, or null where there is no whole one. */
function element(
  bytes: Buffer,
  start: number,
): { readonly tag: number; readonly body: Buffer; readonly end: number } | null {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) return null;
  let length = first;
  let at = start + 2;
  if (first >= 0x80) {
    const lengthBytes = first & 0x7f;
    if (lengthBytes === 0 || lengthBytes > 3 || at + lengthBytes > bytes.length) return null;
    length = bytes.readUIntBE(at, lengthBytes);
    at += lengthBytes;
  }
  if (at + length > bytes.length) return null;
  return { tag, body: bytes.subarray(at, at + length), end: at + length };
}
