import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closes connections whose client doesn't read: those whose pending bytes have made no progress for some time. Node.js emits `timeout` for a
 * socket without any progress. A connection without pending bytes, whose handler is running or whose stream is quiet, is left open.
 *
 * @param timeoutMs 0 for no limit
 * @param isIdle returns whether a connection has no response under way; Node.js emits `timeout` for idle connections, too
 * @param onClosed called before a connection is closed because its client doesn't read
 */
export function closeUnread(server: Server, timeoutMs: number, isIdle: (socket: Socket) => boolean, onClosed: (socket: Socket) => void): void {
  server.timeout = timeoutMs;
  server.on('timeout', (socket: Socket) => {
    if (socket.writableLength > 0) {
      onClosed(socket);
      socket.destroy();
    } else if (isIdle(socket)) socket.destroy();
    else socket.setTimeout(timeoutMs);
  });
}
