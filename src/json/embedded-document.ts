import type { Treatment } from './plan.js';
import { malformed } from './refusals.js';

export type Decode = Extract<Treatment, { kind: 'decode' }>;

/**
 * The text for a string that holds a document: decoded, transformed, and encoded again.
 *
 * @throws GatewayError `upstream_malformed` when it is not encoded as it is declared: lone surrogates, and characters that base64
 * does not have, would be lost.
 */
export function embeddedDocument({ encoding }: Decode, text: string, transform: (bytes: Buffer) => Buffer): string {
  const encoded = encoding === 'json' ? 'utf8' : 'base64';
  const bytes = Buffer.from(text, encoded);
  if (bytes.toString(encoded) !== text) throw malformed('a string that should hold a document is not encoded as one');
  return transform(bytes).toString(encoded);
}
