import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addAddress('::1', 'ipv6');
// Node's BlockList would match `::ffff:127.0.0.1` with the IPv4 rule too, but not in every version: said here once.
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/** True for 127.0.0.0/8, `::1` and `::ffff:127.0.0.0/104`. False for names, and for anything that is no address. */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  // An address with a zone (`::1%lo`) is never loopback proper: BlockList ignores the zone, so it is refused here.
  if (address.includes('%')) return false;
  // Four numbers without zeros before them: the first is all that counts. Asked at each login, where a BlockList costs most.
  return version === 4 ? address.startsWith('127.') : loopback.check(address, 'ipv6');
}
