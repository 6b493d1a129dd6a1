import type { Mask, MaskSpec } from '../../src/masks/index.js';
import { compileMask } from '../../src/masks/index.js';

const spec = (name: string, options?: unknown): MaskSpec => ({ name, options });

/** Every mask, in the option forms that matter. */
export const specs: readonly MaskSpec[] = [
  spec('null'),
  spec('redact'),
  spec('constant', { value: "O'Neill \\ ünï" }),
  spec('constant', 42),
  spec('constant', 0.5),
  spec('constant', 1200),
  spec('constant', { value: true }),
  spec('constant', '2024-02-29'),
  spec('constant', '2024-02-29T01:02:03Z'),
  spec('constant', '2024-02-29 01:02:03'),
  spec('constant', '01:02:03'),
  spec('constant', '0C4E1C3E-7E5A-4D5B-9B1E-6E8C4C9E0D11'),
  spec('constant', '2001:db8::/32'),
  spec('constant', '10.0.0.1'),
  spec('partial', { first: 1, last: 2, fill: '*' }),
  spec('partial', { first: 3 }),
  spec('partial', { last: 2, fill: '•' }),
  spec('partial', { first: 2, last: 2, fill: '😀' }),
  spec('last4'),
  spec('initial'),
  spec('email'),
  spec('email', { keep: 'domain' }),
  spec('pseudonym'),
  spec('pseudonym', { length: 12, scope: 'shared' }),
  spec('pseudonym', { length: 64 }),
  spec('year'),
  spec('month'),
  spec('bucket', 50),
  spec('bucket', { size: 7 }),
  spec('bucket', 0.1),
  spec('bucket', 0.005),
  spec('bucket', 1000),
  spec('bucket', 1e15),
  spec('round', 50),
  spec('round', { to: 0.1 }),
  spec('round', 7),
  spec('round', 1e-9),
  spec('round', 1000),
  spec('prefix', { length: 3 }),
  spec('prefix', 11),
  spec('ip_prefix'),
  spec('ip_prefix', { v4: 0, v6: 0 }),
  spec('ip_prefix', { v4: 13, v6: 61 }),
  spec('hash_id'),
  spec('hash_id', { scope: 'shared' }),
  spec('scan'),
];

export function mustCompile(wanted: MaskSpec): Mask {
  const mask = compileMask(wanted);
  if ('issue' in mask) throw new Error(`${wanted.name}: ${mask.issue}`);
  return mask;
}
