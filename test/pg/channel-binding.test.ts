import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { endPointBinding } from '../../src/pg/channel-binding.js';
import { makeCertificate, type SignatureName } from '../fixtures/certificates.js';

describe('tls-server-end-point takes the hash of the certificate’s signature', () => {
  const expected: readonly [SignatureName, string][] = [
    ['ecdsa-sha256', 'sha256'],
    ['ecdsa-sha384', 'sha384'],
    ['rsa-sha256', 'sha256'],
    ['rsa-sha512', 'sha512'],
    ['rsa-pss-sha384', 'sha384'],
    ['rsa-sha1', 'sha256'],
  ];
  test.each(expected)('%s: %s', (signature, hash) => {
    const { cert, der } = makeCertificate({ name: 'localhost', dns: ['localhost'], signature });
    expect(new X509Certificate(cert).raw.equals(der)).toBe(true);
    expect(endPointBinding(der)?.toString('hex')).toBe(createHash(hash).update(der).digest('hex'));
  });
});

test('a signature without a hash of its own gives no binding', () => {
  expect(endPointBinding(makeCertificate({ name: 'x', signature: 'ed25519' }).der)).toBeNull();
});

test('bytes that are no certificate give no binding, wherever they are cut', () => {
  const { der } = makeCertificate({ name: 'localhost' });
  for (let end = 0; end < der.length; end++) expect(endPointBinding(der.subarray(0, end))).toBeNull();
});

test('the certificates of these tests hold before an independent reader', () => {
  const ca = makeCertificate({ name: 'ca' });
  const leaf = new X509Certificate(
    makeCertificate({ name: 'leaf', issuer: ca, dns: ['db.example'], addresses: ['127.0.0.1'] }).cert,
  );
  const authority = new X509Certificate(ca.cert);
  expect(authority.ca).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkHost('db.example')).toBe('db.example');
  expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
});
