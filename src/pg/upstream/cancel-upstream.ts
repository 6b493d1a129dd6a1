import { connectUpstream } from './connect.js';
import { watch } from './open-upstream.js';
import { encodeCancel } from './startup-packets.js';
import type { UpstreamTarget } from './target.js';

/**
 * Asks the server to cancel what that session runs, over a connection of its own with the target's TLS. Resolves when the
 * server has closed it, and so has signalled; whether there was something to cancel, a server never says.
 *
 * @throws GatewayError `upstream_unavailable` when the request could not be brought within `connectTimeoutMs`.
 */
export async function cancelUpstream(target: UpstreamTarget, processId: number, secretKey: Buffer): Promise<void> {
  const { interruption, stop } = watch(target.connectTimeoutMs);
  try {
    const socket = await connectUpstream(target, interruption);
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
    });
    try {
      socket.resume();
      // Not ended, as libpq does it: what stands in between might end the other direction too, before the server has.
      socket.write(encodeCancel(processId, secretKey));
      await Promise.race([closed, interruption.raised]);
    } finally {
      socket.destroy();
    }
  } finally {
    stop();
  }
}
