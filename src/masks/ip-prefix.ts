import { isIntegerBetween, type MaskKind, readOptions } from './mask-kind.js';
import { networkOf, parseNetwork, printNetwork } from './network-address.js';
import { shapedMask } from './shaped-mask.js';
import { call, operate } from './sql-expression.js';

/** The network that an address lies in: 24 bits of IPv4 and 48 of IPv6 unless said otherwise. A wider network stays. */
export const ipPrefixKind: MaskKind = {
  name: 'ip_prefix',
  summary: 'the network that an address lies in',
  fit: (options) => {
    const { v4 = 24, v6 = 48 } = readOptions(options, ['v4', 'v6']) ?? { v4: null };
    if (!isIntegerBetween(v4, 0, 31) || !isIntegerBetween(v6, 0, 127)) {
      return { issue: 'mask `ip_prefix` takes { v4, v6 }: bits to show, 0 to 31 and 0 to 127' };
    }
    return shapedMask({
      name: 'ip_prefix',
      takes: (shape) => shape.family === 'network',
      sql: (column) => {
        const width = `CASE WHEN ${operate(call('family', column), '=', '4')} THEN ${v4} ELSE ${v6} END`;
        const kept = `LEAST(${call('masklen', column)}, ${width})`;
        return call('network', call('set_masklen', column, kept));
      },
      apply: (value, shape) => {
        const address = parseNetwork(value);
        if (address === null) return null;
        return printNetwork(networkOf(address, address.version === 4 ? v4 : v6), shape.typname);
      },
    });
  },
};
